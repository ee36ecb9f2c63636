/** One generation in the comparison: its figures and its champion's clip. */

import type { Clip } from "../api/clip";
import { clipSocket } from "../api/clips";
import { getJson } from "../api/http";
import type { GenerationStats } from "../generated/api";

export interface Entry {
  stats: GenerationStats;
  clip: Clip;
}

/** @throws ClipError, in words */
export async function loadEntry(run: number, stats: GenerationStats): Promise<Entry> {
  return { stats, clip: await clipSocket().request(run, stats.champion, stats.number) };
}

/** @throws ApiError; 404 where there is no such generation yet */
export function loadStats(run: number, generation: number): Promise<GenerationStats> {
  return getJson<GenerationStats>(`/api/runs/${run}/generations/${generation}`);
}

/** Colour of the i-th of n entries on the scale of ordered things, as CSS: it changes with the theme by itself. */
export function orderedCss(i: number, n: number): string {
  const place = n < 2 ? 4 : (4 * i) / (n - 1);
  const from = Math.min(Math.floor(place), 3);
  const share = Math.round(100 * (place - from));
  return `color-mix(in srgb, var(--ev-o${from + 2}) ${share}%, var(--ev-o${from + 1}))`;
}
