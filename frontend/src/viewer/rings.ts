/** Flat rings on the ground. */

import { BufferGeometry, Float32BufferAttribute } from "three";

const CORNERS = 96;
const DASHES = 24;

/**
 * A ring of `width` m whose middle line has `radius` m, as a flat geometry facing up.
 * @param dashed draw every second of 24 parts
 */
export function ringGeometry(radius: number, width: number, dashed = false): BufferGeometry {
  const positions: number[] = [];
  const indices: number[] = [];
  for (let corner = 0; corner <= CORNERS; corner++) {
    const angle = (2 * Math.PI * corner) / CORNERS;
    for (const r of [radius - width / 2, radius + width / 2]) {
      positions.push(r * Math.cos(angle), 0, r * Math.sin(angle));
    }
    const part = Math.floor((corner * 2 * DASHES) / CORNERS);
    if (corner === CORNERS || (dashed && part % 2 === 1)) continue;
    const at = 2 * corner;
    indices.push(at, at + 2, at + 1, at + 1, at + 2, at + 3);
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new Float32BufferAttribute(positions, 3));
  geometry.setIndex(indices);
  return geometry;
}
