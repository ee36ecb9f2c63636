/** What is compared: champions with their clips, each in a colour of its own. */

import type { Color } from "three";
import { type Clip, ClipError } from "../api/clip";
import { clipSocket } from "../api/clips";
import { getJson } from "../api/http";
import type { GenerationStats } from "../generated/api";
import { count } from "../panels/format";
import { championScore } from "../panels/scores";
import { replayAddress } from "../replay/link";
import { orderedColour, type Theme } from "../viewer/theme";

/** One champion in the pictures, lists and curves of a comparison. */
export interface Racer {
  /** as its card calls it */
  name: string;
  /** as lists and curves call it */
  short: string;
  /** over its head */
  mark: string;
  /** its replay */
  href: string;
  /** beside its score */
  beside: string;
  /** CSS, which changes with the theme by itself */
  colour: string;
  tint(theme: Theme): Color;
  /** whether its name stands at its curves: many names would cover each other */
  hasLabel: boolean;
  clip: Clip;
}

/** One generation in the comparison: its figures and its champion's clip. */
export interface Entry {
  stats: GenerationStats;
  champion: string;
  clip: Clip;
}

/** @throws ClipError, in words */
export async function loadEntry(run: number, stats: GenerationStats): Promise<Entry> {
  const { champion, number } = stats;
  if (champion === null)
    throw new ClipError(`Generation ${count(number)} has no champion: nobody was in play.`);
  return { stats, champion, clip: await clipSocket().request(run, champion, number) };
}

/** @throws ApiError; 404 where there is no such generation yet */
export function loadStats(run: number, generation: number): Promise<GenerationStats> {
  return getJson<GenerationStats>(`/api/runs/${run}/generations/${generation}`);
}

/** The champions of generations of a run, on the scale of ordered things: the newest contrasts most. */
export function racersOf(run: number, entries: Entry[]): Racer[] {
  return entries.map(({ stats, champion, clip }, i) => ({
    name: `Gen. ${count(stats.number)}`,
    short: `gen ${count(stats.number)}`,
    mark: count(stats.number),
    href: replayAddress(run, champion, stats.number),
    beside: championScore(stats),
    colour: orderedCss(i, entries.length),
    tint: (theme) => orderedColour(theme, i, entries.length),
    hasLabel: true,
    clip,
  }));
}

/** Colour of the i-th of n entries on the scale of ordered things, as CSS: it changes with the theme by itself. */
export function orderedCss(i: number, n: number): string {
  const place = n < 2 ? 4 : (4 * i) / (n - 1);
  const from = Math.min(Math.floor(place), 3);
  const share = Math.round(100 * (place - from));
  return `color-mix(in srgb, var(--ev-o${from + 2}) ${share}%, var(--ev-o${from + 1}))`;
}
