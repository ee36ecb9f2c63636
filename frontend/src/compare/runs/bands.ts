/** Curves of runs on one axis, and the bands of groups of them. */

import type { ComparedRun } from "../../generated/api";

export const AXES = {
  generation: "Generation",
  evaluations: "Evaluations",
  seconds: "Computing time",
} as const;
export const MEASURES = {
  best: "Highest",
  mean: "Mean",
  median: "Median",
  held_out_mean: "Score",
} as const;

export type Axis = keyof typeof AXES;
export type Measure = keyof typeof MEASURES;

/** Values over a shared axis; null where a curve has not begun or has ended. */
export type Values = (number | null)[];

export interface Band {
  median: Values;
  low: Values;
  high: Values;
}

const MOST_PLACES = 300;

/** Places along the axis at which all curves are read: every generation that there is, or evenly spread ones. */
export function placesOf(runs: ComparedRun[], axis: Axis): number[] {
  const all = new Set(runs.flatMap(({ curve }) => curve[axis]));
  if (all.size <= MOST_PLACES) return [...all].sort((a, b) => a - b);
  const ends = runs.filter(({ curve }) => curve[axis].length > 0).map(({ curve }) => curve[axis].at(-1)!);
  const last = ends.reduce((a, b) => Math.max(a, b), 0);
  const even = Array.from({ length: MOST_PLACES }, (_, i) => (last * i) / (MOST_PLACES - 1));
  const places = axis === "seconds" ? even : even.map(Math.round);
  // the ends of few curves are kept, so that none looks shorter than it is
  return [...new Set(ends.length <= MOST_PLACES ? [...places, ...ends] : places)].sort((a, b) => a - b);
}

/** A curve at these rising places: straight between what was recorded, null before its first and after its last. */
export function readAt(x: number[], y: Values, places: number[]): Values {
  let at = 0;
  return places.map((place) => {
    while (at < x.length - 1 && x[at + 1]! <= place) at++;
    const from = x[at];
    if (from === undefined || place < from) return null;
    if (place === from) return y[at] ?? null;
    const to = x[at + 1];
    const [before, after] = [y[at] ?? null, y[at + 1] ?? null];
    if (to === undefined || before === null || after === null) return null;
    return before + ((after - before) * (place - from)) / (to - from);
  });
}

/**
 * Median and quartiles over a group's curves, as far as half of them go. A run that is done keeps its last value; one
 * that is not so far yet does not count.
 * @param done whether each curve is a run's that is done
 */
export function bandOf(curves: Values[], done: boolean[]): Band {
  const band: Band = { median: [], low: [], high: [] };
  const kept: (number | null)[] = curves.map(() => null);
  for (let place = 0; place < (curves[0]?.length ?? 0); place++) {
    const values: number[] = [];
    let there = 0;
    for (const [i, curve] of curves.entries()) {
      const value = curve[place]!;
      if (value !== null) {
        there++;
        kept[i] = value;
      }
      const counted = value ?? (done[i] ? kept[i]! : null);
      if (counted !== null) values.push(counted);
    }
    const isDrawn = 2 * there >= curves.length;
    values.sort((a, b) => a - b);
    band.median.push(isDrawn ? quantile(values, 0.5) : null);
    band.low.push(isDrawn ? quantile(values, 0.25) : null);
    band.high.push(isDrawn ? quantile(values, 0.75) : null);
  }
  return band;
}

/** A quantile of sorted values, straight between neighbours (as numpy's default). */
export function quantile(sorted: number[], share: number): number {
  const exact = (sorted.length - 1) * share;
  const from = Math.floor(exact);
  const to = Math.min(from + 1, sorted.length - 1);
  return sorted[from]! + (sorted[to]! - sorted[from]!) * (exact - from);
}
