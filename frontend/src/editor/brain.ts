/** A net that stays in step with its muscles: each has its output, wherever it moves to in the list. */

import type { Brain } from "./genome";

/**
 * The net for another list of muscles; a new muscle's output is 0, so that it keeps still.
 * @param before for each muscle of the new list its place in the old one, null for a new one
 */
export function brainFor(brain: Brain | null, before: readonly (number | null)[]): Brain | null {
  if (!brain) return null;
  const picked = (values: readonly number[]): number[] =>
    before.map((old) => (old === null ? 0 : (values[old] ?? 0)));
  if (brain.kind === "dense") {
    return { ...brain, weights_out: brain.weights_out.map(picked), bias_out: picked(brain.bias_out) };
  }
  const now = new Map(
    before.flatMap((old, muscle) => (old === null ? [] : [[`out:${old}`, `out:${muscle}`]])),
  );
  const links = brain.links
    .filter(({ to }) => !to.startsWith("out:") || now.has(to))
    .map((link) => ({ ...link, to: now.get(link.to) ?? link.to }));
  return { ...brain, outputs: before.length, output_bias: picked(brain.output_bias), links };
}
