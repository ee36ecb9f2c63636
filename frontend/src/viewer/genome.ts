/** A body at rest from its genome: a clip of one frame, for pictures of creatures that have not lived yet. */

import type { Clip } from "../api/clip";
import type { GenomeBody } from "./types";

const DENSITY = 10;
const LEAST_MASS = 0.5;

/** What a clip says of an episode, where there was none. */
export const NO_EPISODE = {
  creature: "",
  generation: 0,
  task: "",
  fitness: 0,
  parts: {},
  targets: [],
  disqualified: null,
  layout: 0,
  activations: null,
  partScores: null,
} satisfies Partial<Clip>;

/** The body as its genome draws it, standing on the ground over the origin. */
export function clipOfGenome(genome: GenomeBody): Clip {
  const { nodes, muscles } = genome;
  const radius = Float32Array.from(nodes, ({ size }) => size / 2);
  const lowest = Math.min(...nodes.map(({ position, size }) => position[1] - size / 2));
  const mean = massCentre(genome);
  const offsets = nodes.flatMap(({ position }) => position.map((x, axis) => 1000 * (x - mean[axis]!)));
  return {
    ...NO_EPISODE,
    hz: 1,
    frames: 1,
    nodes: nodes.length,
    muscles: muscles.length,
    radius,
    friction: Float32Array.from(nodes, ({ friction }) => friction),
    restLength: Float32Array.from(muscles, (muscle) => muscle.rest_length),
    stiffness: Float32Array.from(muscles, ({ stiffness }) => stiffness),
    centre: Float32Array.of(0, mean[1]! - lowest, 0),
    score: new Float32Array(1),
    ends: Uint16Array.from(muscles.flatMap(({ ends }) => ends)),
    offsets: Int16Array.from(offsets, Math.round),
  };
}

/** m; a node's mass as the model has it: a sphere of 10 kg/m³, at least 0.5 kg. */
function massCentre({ nodes }: GenomeBody): number[] {
  const masses = nodes.map(({ size }) => Math.max(LEAST_MASS, (4 / 3) * Math.PI * (size / 2) ** 3 * DENSITY));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return [0, 1, 2].map((axis) => {
    const moment = nodes.reduce((sum, { position }, i) => sum + masses[i]! * position[axis]!, 0);
    return moment / total;
  });
}
