/**
 * Whether two groups of runs differ by more than chance would have it: the Mann–Whitney U test of independent samples
 * (Mann & Whitney 1947), Cliff's delta (Cliff 1993) as the size of the effect, and Holm's correction (Holm 1979) where
 * several groups are compared.
 */

export interface Test {
  /** of the first sample: pairs in which it is higher, ties by half */
  u: number;
  /** two-sided */
  p: number;
  /** every division of the pooled values was counted, ties as they are; else a normal approximation */
  exact: boolean;
  /** −1 … 1: share of pairs in which the first is higher, less that in which it is lower */
  delta: number;
}

/** More values than these together are not counted out. */
const MOST_EXACT = 40;

/** Null where a sample is empty. */
export function mannWhitney(first: number[], second: number[]): Test | null {
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) return null;
  const ranks = doubledRanks([...first, ...second]);
  const sum = ranks.slice(0, n).reduce((total, rank) => total + rank, 0);
  const u = (sum - n * (n + 1)) / 2;
  const exact = n + m <= MOST_EXACT;
  const p = exact ? exactP(ranks, n, sum) : approximateP(ranks, n, u);
  return { u, p, exact, delta: (2 * u) / (n * m) - 1 };
}

/** Twice each value's rank, ties at the middle of their places: whole numbers. */
function doubledRanks(values: number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return values.map((value) => sorted.indexOf(value) + sorted.lastIndexOf(value) + 2);
}

/** Share of all ways to draw n of the ranks whose sum is as far from the mean as this one, or farther. */
function exactP(ranks: number[], n: number, sum: number): number {
  const most = ranks.reduce((total, rank) => total + rank, 0);
  // ways[k][s]: so many ways to draw k ranks of the sum s
  const ways = Array.from({ length: n + 1 }, () => new Float64Array(most + 1));
  ways[0]![0] = 1;
  for (const rank of ranks) {
    for (let k = n; k > 0; k--) {
      for (let s = most; s >= rank; s--) ways[k]![s]! += ways[k - 1]![s - rank]!;
    }
  }
  const mean = (n * most) / ranks.length;
  const away = Math.abs(sum - mean) - 1e-9;
  let [far, all] = [0, 0];
  ways[n]!.forEach((count, s) => {
    all += count;
    if (Math.abs(s - mean) >= away) far += count;
  });
  return far / all;
}

/** With the variance corrected for ties and half a step for continuity. */
function approximateP(ranks: number[], n: number, u: number): number {
  const total = ranks.length;
  const m = total - n;
  const tied = new Map<number, number>();
  for (const rank of ranks) tied.set(rank, (tied.get(rank) ?? 0) + 1);
  const ties = [...tied.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance === 0) return 1;
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * upperTail(z));
}

/** P(Z > z ≥ 0) of a standard normal Z, by the continued fraction of Mills' ratio or, near 0, the series of the integral. */
function upperTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 3) {
    let fraction = z;
    for (let k = 60; k > 0; k--) fraction = z + k / fraction;
    return density / fraction;
  }
  let [term, sum] = [z, z];
  for (let k = 3; k < 80; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 - density * sum;
}

/** The smallest two-sided p that the exact test of samples of these sizes can come to, without ties. */
export function leastP(n: number, m: number): number {
  let ways = 1;
  for (let k = 1; k <= n; k++) ways = (ways * (m + k)) / k;
  return Math.min(1, 2 / ways);
}

/** Holm's step-down correction of several p values. */
export function holm(ps: number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a]! - ps[b]!);
  const corrected = new Array<number>(ps.length);
  let highest = 0;
  order.forEach((i, place) => {
    highest = Math.max(highest, Math.min(1, (ps.length - place) * ps[i]!));
    corrected[i] = highest;
  });
  return corrected;
}

/** The size of an effect in words, by the bounds of Romano and others (2006). */
export function effectWords(delta: number): string {
  const size = Math.abs(delta);
  if (size < 0.147) return "negligible";
  if (size < 0.33) return "small";
  return size < 0.474 ? "medium" : "large";
}
