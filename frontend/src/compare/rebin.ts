import type { Histogram } from "../generated/api";

/**
 * A histogram over other bins: percent of the creatures in each of `bins` equal bins from low to high, every creature
 * taken to lie anywhere in its bin with equal chance.
 */
export function rebin({ low, high, counts }: Histogram, from: number, to: number, bins: number): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const width = (high - low) / counts.length;
  const step = (to - from) / bins;
  const shares = new Array<number>(bins).fill(0);
  for (const [i, count] of counts.entries()) {
    const start = (low + i * width - from) / step;
    const end = start + Math.max(width / step, 1e-9);
    for (let bin = Math.max(Math.floor(start), 0); bin < Math.min(end, bins); bin++) {
      const overlap = Math.min(end, bin + 1) - Math.max(start, bin);
      shares[bin]! += ((100 * count) / total) * (overlap / (end - start));
    }
  }
  return shares;
}
