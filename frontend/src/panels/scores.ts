/** How scores are called: a champion's is its mean where selection never looked, whatever it was chosen for. */

import type { ChampionMeasured, GenerationStats, RunSummary } from "../generated/api";
import { count, decimal, score } from "./format";

/** What a score is, wherever one stands. */
export const ABOUT_SCORE =
  "The champion's mean over 16 trials that selection never saw; ± is the standard deviation over them";

/** What ± means beside a mean over layouts. */
export const PLUS_MINUS =
  "± is the standard deviation over the layouts: how far its scores in single layouts lie from their mean";

export const ABOUT_REPEATS =
  "How much of its score is left when physics is computed in half and in quarter steps: 1 is all of it";

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

/** "repeats 0.98"; empty where that was not measured. */
export function repeatsWords(measured: Pick<ChampionMeasured, "repeats"> | null): string {
  return measured === null || measured.repeats === null ? "" : `repeats ${decimal(measured.repeats, 2)}`;
}

/** What stands beside a run's score: "± 1.2 · repeats 0.98". */
export function besideScore({ held_out_deviation: deviation, measured }: RunSummary): string {
  return [deviation === null ? "" : plusMinus(deviation), repeatsWords(measured)].filter(Boolean).join(" · ");
}

/** Speed and cost of the champion's movement: "0.94 body lengths/s · 310 J a trial · 42.1 J/(kg·m)". */
export function energyWords({ speed, work, transport }: ChampionMeasured): string {
  const cost = transport === null ? "" : `${decimal(transport, 1)} J/(kg·m)`;
  return [`${decimal(speed, 2)} body lengths/s`, `${count(Math.round(work))} J a trial`, cost]
    .filter(Boolean)
    .join(" · ");
}

/** The score of a generation's champion: "champion 37.0"; empty in a task without layouts. */
export function championScore({ held_out, held_out_mean }: GenerationStats): string {
  return held_out.length > 1 ? `champion ${score(held_out_mean)}` : "";
}

/** How scores scatter over the trials that selection never saw: "± 18.2, 16 trials". */
export function spreadOf(heldOut: number[]): string {
  return heldOut.length < 2 ? "" : `${plusMinus(deviationOf(heldOut))}, ${heldOut.length} trials`;
}

/** Their mean, and how they scatter: "37.0 ± 18.2, 16 trials". */
export function meanOf(heldOut: number[]): string {
  const mean = heldOut.reduce((sum, value) => sum + value, 0) / heldOut.length;
  return `${score(mean)} ${spreadOf(heldOut)}`;
}
