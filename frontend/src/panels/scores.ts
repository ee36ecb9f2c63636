/** How scores are called: a champion was chosen for its score, so what it reaches elsewhere stands beside it. */

import type { GenerationStats, RunSummary } from "../generated/api";
import { decimal, score } from "./format";

/** What the champion's own score is. Where layouts change, a high score may be an easy layout's: nothing is a best. */
export const SCORE_NAMES: Record<RunSummary["layouts"], string> = {
  none: "Best so far",
  fixed: "Best on the run's layouts",
  changing: "Champion on its layouts",
};

/** The champion's mean where selection never looked: "held-out 37.0"; empty in a task without layouts. */
export function heldOutWords({ layouts, held_out_mean }: RunSummary): string {
  return layouts === "none" || held_out_mean === null ? "" : `held-out ${score(held_out_mean)}`;
}

/** What ± means, wherever it stands. */
export const PLUS_MINUS =
  "± is the standard deviation over the layouts: how far its scores in single layouts lie from their mean";

/** Sample standard deviation of scores, as the server reckons it (held_out.deviation); 0 of a single one. */
export function deviationOf(scores: number[]): number {
  if (scores.length < 2) return 0;
  const mean = scores.reduce((sum, value) => sum + value, 0) / scores.length;
  return Math.sqrt(scores.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (scores.length - 1));
}

/** "± 80.7" */
export function plusMinus(deviation: number): string {
  return `± ${decimal(deviation, 1)}`;
}

/** The same of a generation's champion. */
export function heldOutOf({ held_out, held_out_mean }: GenerationStats): string {
  return held_out.length > 1 ? `held-out ${score(held_out_mean)}` : "";
}
