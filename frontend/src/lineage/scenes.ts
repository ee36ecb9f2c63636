/** The film's scenes: of a line of ancestors, those at whom one sees that something has changed. */

import type { Family } from "./family";

export const MOST_SCENES = 12;
/** What a node or a muscle more or less counts for, beside the whole gain in fitness. */
const BODY = 0.15;

/**
 * The founder, the creature that the film is about, and between them those who differ most from their parent, in
 * fitness or in body. Places of the family, the oldest first.
 */
export function chooseScenes(family: Family, most = MOST_SCENES): number[] {
  const line = family.line.toReversed();
  if (line.length <= most) return line;
  const fitness = line.map((place) => family.fitness[place]!);
  const range = Math.max(...fitness) - Math.min(...fitness) || 1;
  const change = (step: number): number => {
    const [parent, child] = [line[step - 1]!, line[step]!];
    const body =
      Math.abs(family.nodes[child]! - family.nodes[parent]!) +
      Math.abs(family.muscles[child]! - family.muscles[parent]!);
    return Math.abs(fitness[step]! - fitness[step - 1]!) / range + BODY * body;
  };
  const inner = Array.from({ length: line.length - 2 }, (_, i) => i + 1);
  const chosen = inner.sort((a, b) => change(b) - change(a) || a - b).slice(0, most - 2);
  return [0, ...chosen.sort((a, b) => a - b), line.length - 1].map((step) => line[step]!);
}

/** The scene that is on at a moment. @param length s of a scene */
export function sceneAt(seconds: number, length: number, scenes: number): number {
  return Math.max(0, Math.min(scenes - 1, Math.floor(seconds / length + 1e-9)));
}
