/** Arithmetic of the generation rail: which generation lies where, and how a histogram falls on its rows. */

import type { Histogram } from "../generated/api";

const ALWAYS_WHOLE = 1000;
const AHEAD = 4;

/** Generations that the rail spans: all that are planned, or a few times the recorded ones where that is far off. */
export function spanOf(recorded: number, planned: number): number {
  const all = planned + 1;
  return all <= ALWAYS_WHOLE ? all : Math.min(all, Math.max(ALWAYS_WHOLE, AHEAD * recorded));
}

/** The generation under x, of those recorded. */
export function generationAt(x: number, width: number, span: number, recorded: number): number {
  return Math.max(0, Math.min(recorded - 1, Math.floor((x / width) * span)));
}

/** Middle of a generation's column. */
export function positionOf(generation: number, width: number, span: number): number {
  return ((generation + 0.5) / span) * width;
}

/** Where a key leads from a generation; null for keys that lead nowhere. */
export function stepBy(key: string, generation: number, last: number): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -10,
    PageUp: 10,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const step = steps[key];
  return step === undefined ? null : Math.max(0, Math.min(last, generation + step));
}

/** 1, 2, 5, 10, 20 …, at least as large as the wish. */
export function roundStep(wish: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, wish)));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= wish) ?? power;
}

/** Round numbers along the rail, about 130 px apart, with the last generation. */
export function ticks(span: number, width: number): number[] {
  const last = span - 1;
  if (last <= 0) return [0];
  const rough = last / Math.max(1, Math.floor(width / 130));
  const step = roundStep(rough);
  const marks = [];
  for (let mark = 0; mark <= last - step * 0.6; mark += step) marks.push(mark);
  return [...marks, last];
}

/**
 * Creatures on each of `rows` rows between two fitnesses, lowest first; a bin that covers several rows is shared
 * out evenly. All the same fitness (low = high) falls on one row.
 */
export function onRows(histogram: Histogram, low: number, high: number, rows: number): Float64Array {
  const shares = new Float64Array(rows);
  const perRow = (high - low) / rows || 1;
  const width = (histogram.high - histogram.low) / histogram.counts.length;
  histogram.counts.forEach((creatures, bin) => {
    if (!creatures) return;
    const from = Math.min(rows - 1e-9, Math.max(0, (histogram.low + bin * width - low) / perRow));
    const to = Math.min(rows, Math.max(from, (histogram.low + (bin + 1) * width - low) / perRow));
    if (to - from < 1e-6) {
      shares[Math.floor(from)]! += creatures;
      return;
    }
    for (let row = Math.floor(from); row < to; row++) {
      const overlap = Math.min(to, row + 1) - Math.max(from, row);
      shares[row]! += (creatures * overlap) / (to - from);
    }
  });
  return shares;
}
