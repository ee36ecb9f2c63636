/** The accent ring on the ground round the creature that is looked at. */

import { type BufferGeometry, DoubleSide, Mesh, MeshBasicMaterial } from "three";
import type { Terrain } from "../api/clip";
import type { Layer } from "./layer";
import type { Pose } from "./pose";
import { ringGeometry } from "./rings";
import { heightAt } from "./terrain";

const WIDTH = 0.03;
const HEIGHT = 0.006;
const ROOM = 0.25;
/** m over ground that is not level, of which the picture is a mesh */
const OVER_RELIEF = 0.03;

export function selectionLayer(pose: Pose): Layer {
  const material = new MeshBasicMaterial({
    toneMapped: false,
    side: DoubleSide,
    depthWrite: false,
    transparent: true,
  });
  const ring = new Mesh(ringGeometry(footprint(pose) + ROOM, WIDTH), material);
  ring.renderOrder = -1;
  ring.frustumCulled = false; // its shape follows the ground
  return {
    object: ring,
    show: () => {
      ring.position.set(pose.centre[0]!, HEIGHT, pose.centre[2]!);
      if (pose.clip.terrain) drape(ring, pose.clip.terrain);
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

/** Lay a ring onto ground that is not level; allocates nothing. */
function drape({ geometry, position }: Mesh<BufferGeometry>, terrain: Terrain): void {
  const corners = geometry.getAttribute("position");
  for (let i = 0; i < corners.count; i++) {
    const height = heightAt(terrain, position.x + corners.getX(i), position.z + corners.getZ(i));
    corners.setY(i, height + OVER_RELIEF);
  }
  corners.needsUpdate = true;
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
