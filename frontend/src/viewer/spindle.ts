/** The shape of a muscle as a mesh: a spindle. */

import { Float32BufferAttribute, LatheGeometry, Vector2 } from "three";
import { profile } from "./appearance";

const ROUND = 18;
const ALONG = 22;
const END_SHADE = 0.62;

/** Along y from 0 to 1, belly of radius 1, darker towards its ends. */
export function spindleGeometry(along = ALONG, round = ROUND): LatheGeometry {
  const outline: Vector2[] = [];
  for (let i = 0; i <= along; i++) outline.push(new Vector2(profile(i / along), i / along));
  const geometry = new LatheGeometry(outline, round);
  const heights = geometry.getAttribute("position");
  const shades: number[] = [];
  for (let i = 0; i < heights.count; i++) {
    const shade = END_SHADE + (1 - END_SHADE) * Math.sin(Math.PI * heights.getY(i)) ** 0.8;
    shades.push(shade, shade, shade);
  }
  geometry.setAttribute("color", new Float32BufferAttribute(shades, 3));
  return geometry;
}
