/** Facts and bodies for tests; the page's come from the server. */

import type { GeneFacts } from "../generated/api";
import { Facts } from "./facts";
import type { Genome } from "./genome";
import { bodyOf, START_BODIES } from "./start-bodies";

const RANGES: Record<string, [low: number, high: number, usual: number]> = {
  frequency_multiplier: [0.8, 1.2, 1],
  hue: [0, 1, 0.5],
  x: [-20, 20, 0],
  y: [0, 20, 0.2],
  z: [-20, 20, 0],
  size: [0.2, 0.6, 0.3],
  friction: [0, 1, 0.5],
  rest_length: [0.2, 4, 1],
  stiffness: [0, 500, 150],
  damping: [0, 6, 3],
  frequency: [0, 2, 1],
  amplitude: [0, 0.5, 0.3],
  phase: [-2 * Math.PI, 2 * Math.PI, 0],
  direction_strength: [0, 1, 0],
  velocity_strength: [0, 1, 0],
  distance_bias: [-1, 1, 0],
  distance_strength: [0, 1, 0],
};

export function someFacts(): Facts {
  const genes = Object.entries(RANGES).map(
    ([name, [low, high, usual]]): GeneFacts => ({
      ...{ name, low, high, usual },
      ...{ of: "node", title: name, description: "", unit: "" },
    }),
  );
  return new Facts(genes, { mostNodes: 20, mostMuscles: 50 });
}

/** One of the bodies to begin with. */
export function aBody(key = "quadruped"): Genome {
  return bodyOf(START_BODIES.find((one) => one.key === key)!, someFacts());
}

/** Numbers 0..1 that are the same in every run of a test. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
