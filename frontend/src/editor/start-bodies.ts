/** Bodies to begin with. Each walks some metres in ten seconds, and has much left to learn. */

import type { Facts } from "./facts";
import { distance, EMPTY, type Genome, type Vector } from "./genome";

/** two nodes, the phase in eighths of a cycle, amplitude, stiffness in N/m */
type Joint = [a: number, b: number, eighths: number, amplitude: number, stiffness: number];
/** a node's place and its friction */
type Placed = [...Vector, friction: number];

interface StartBody {
  key: string;
  title: string;
  nodes: readonly Placed[];
  joints: readonly Joint[];
}

export const START_BODIES: readonly StartBody[] = [
  {
    key: "tetrahedron",
    title: "Tetrahedron",
    nodes: [
      [0.5, 0.15, 0, 0.2],
      [-0.3, 0.15, 0.5, 0.5],
      [-0.3, 0.15, -0.5, 0.5],
      [0, 0.9, 0, 0.5],
    ],
    joints: [
      [0, 1, 5, 0.3, 300],
      [1, 2, 0, 0.2, 150],
      [0, 2, 5, 0.3, 300],
      [0, 3, 3, 0.2, 300],
      [1, 3, 4, 0.3, 150],
      [2, 3, 4, 0.3, 150],
    ],
  },
  {
    key: "inchworm",
    title: "Inchworm",
    nodes: [
      [-0.9, 0.15, 0.25, 0.2],
      [-0.9, 0.15, -0.25, 0.2],
      [0, 0.6, 0, 0.2],
      [0.9, 0.15, 0.25, 1],
      [0.9, 0.15, -0.25, 1],
    ],
    joints: [
      [0, 1, 5, 0, 150],
      [3, 4, 7, 0.3, 300],
      [0, 2, 6, 0.3, 300],
      [1, 2, 6, 0.3, 300],
      [2, 3, 3, 0.3, 150],
      [2, 4, 3, 0.3, 150],
      [0, 3, 2, 0.3, 300],
      [1, 4, 2, 0.3, 300],
    ],
  },
  {
    // its left and its right take turns
    key: "quadruped",
    title: "Quadruped",
    nodes: [
      [0.5, 0.9, 0, 1],
      [-0.5, 0.9, 0, 0.5],
      [0.6, 0.15, 0.45, 1],
      [0.6, 0.15, -0.45, 1],
      [-0.6, 0.15, 0.45, 1],
      [-0.6, 0.15, -0.45, 1],
    ],
    joints: [
      [0, 1, 2, 0, 150],
      [0, 2, 1, 0.2, 300],
      [1, 2, 6, 0, 150],
      [0, 3, 5, 0.2, 300],
      [1, 3, 2, 0, 150],
      [1, 4, 2, 0.3, 150],
      [0, 4, 5, 0.3, 150],
      [1, 5, 6, 0.3, 150],
      [0, 5, 1, 0.3, 150],
      [2, 3, 2, 0.3, 300],
      [4, 5, 3, 0.2, 150],
      [2, 4, 2, 0.3, 150],
      [3, 5, 6, 0.3, 150],
    ],
  },
];

export function bodyOf({ nodes: places, joints }: StartBody, facts: Facts): Genome {
  const nodes = places.map(([x, y, z, friction]) => ({ ...facts.node([x, y, z]), friction }));
  const muscles = joints.map(([a, b, eighths, amplitude, stiffness]) => ({
    ...facts.muscle([a, b], distance(nodes[a]!, nodes[b]!)),
    phase: (eighths * Math.PI) / 4,
    amplitude,
    stiffness,
  }));
  return { ...EMPTY, nodes, muscles };
}
