/** The accent ring on the ground round the creature that is looked at. */

import { DoubleSide, Mesh, MeshBasicMaterial } from "three";
import type { Layer } from "./layer";
import type { Pose } from "./pose";
import { ringGeometry } from "./rings";

const WIDTH = 0.03;
const HEIGHT = 0.006;
const ROOM = 0.25;

export function selectionLayer(pose: Pose): Layer {
  const material = new MeshBasicMaterial({
    toneMapped: false,
    side: DoubleSide,
    depthWrite: false,
    transparent: true,
  });
  const ring = new Mesh(ringGeometry(footprint(pose) + ROOM, WIDTH), material);
  ring.renderOrder = -1;
  return {
    object: ring,
    show: () => {
      ring.position.set(pose.centre[0]!, HEIGHT, pose.centre[2]!);
    },
    setTheme: (theme) => {
      material.color.copy(theme.accent);
    },
    dispose: () => {
      ring.geometry.dispose();
      material.dispose();
    },
  };
}

/** m, from the centre of mass to the far side of the furthest node along the ground: the median over the clip. */
function footprint({ clip }: Pose): number {
  const reaches: number[] = [];
  for (let frame = 0; frame < clip.frames; frame++) {
    let reach = 0;
    for (let node = 0; node < clip.nodes; node++) {
      const at = 3 * (frame * clip.nodes + node);
      const away = 0.001 * Math.hypot(clip.offsets[at]!, clip.offsets[at + 2]!);
      reach = Math.max(reach, away + clip.radius[node]!);
    }
    reaches.push(reach);
  }
  return reaches.sort((a, b) => a - b)[reaches.length >> 1]!;
}
