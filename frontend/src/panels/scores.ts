/** How scores are called: a champion was chosen for its score, so what it reaches elsewhere stands beside it. */

import type { GenerationStats, RunSummary } from "../generated/api";
import { score } from "./format";

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

/** The same of a generation's champion. */
export function heldOutOf({ held_out, held_out_mean }: GenerationStats): string {
  return held_out.length > 1 ? `held-out ${score(held_out_mean)}` : "";
}
