/** Rims round some nodes of a creature: those that are looked at. */

import { BackSide, InstancedMesh, MeshBasicMaterial, SphereGeometry } from "three";
import type { Layer } from "./layer";
import type { Pose } from "./pose";

/** of a node's radius, and m more, so that small ones show */
const SWELL = 1.1;
const RIM = 0.012;

export interface NodeMarks extends Layer {
  /** Put rims round these nodes, and no others. */
  mark(nodes: readonly number[]): void;
}

export function nodeMarks(pose: Pose): NodeMarks {
  const geometry = new SphereGeometry(1, 32, 22);
  const material = new MeshBasicMaterial({ side: BackSide, toneMapped: false });
  const mesh = new InstancedMesh(geometry, material, pose.clip.nodes);
  let marked: readonly number[] = [];
  mesh.frustumCulled = false;
  mesh.count = 0;
  return {
    object: mesh,
    show: () => place(mesh, pose, marked),
    mark: (nodes) => {
      marked = nodes;
      mesh.count = nodes.length;
    },
    setTheme: (theme) => {
      material.color.copy(theme.accent);
    },
    dispose: () => {
      geometry.dispose();
      material.dispose();
      mesh.dispose();
    },
  };
}

function place(mesh: InstancedMesh, { clip, nodes }: Pose, marked: readonly number[]): void {
  const matrix = mesh.instanceMatrix.array;
  for (let i = 0; i < marked.length; i++) {
    const node = marked[i]!;
    const at = 16 * i;
    matrix[at] = matrix[at + 5] = matrix[at + 10] = SWELL * clip.radius[node]! + RIM;
    matrix[at + 12] = nodes[3 * node]!;
    matrix[at + 13] = nodes[3 * node + 1]!;
    matrix[at + 14] = nodes[3 * node + 2]!;
    matrix[at + 15] = 1;
  }
  mesh.instanceMatrix.needsUpdate = true;
}
