/** What a clip says about its creature at a moment: score, distance and speed. */

import type { Clip } from "../api/clip";

/** s before and after the moment over which speed is taken */
const SPEED_WINDOW_S = 0.25;

/** A per-frame figure at a moment, interpolated. */
function at(clip: Clip, seconds: number, figure: (frame: number) => number): number {
  const exact = Math.min(Math.max(seconds * clip.hz, 0), clip.frames - 1);
  const from = Math.floor(exact);
  const to = Math.min(from + 1, clip.frames - 1);
  return figure(from) + (figure(to) - figure(from)) * (exact - from);
}

/** Fitness if the episode had ended at this moment. */
export function scoreAt(clip: Clip, seconds: number): number {
  return at(clip, seconds, (frame) => clip.score[frame]!);
}

/** Tasks in which the way along +x is what counts. */
export const ALONG_X = ["run", "climb", "rough"];

/** m from the place of birth along the ground: towards +x where that is what counts. */
export function distanceAt(clip: Clip, seconds: number): number {
  const { centre, task } = clip;
  return at(clip, seconds, (frame) => {
    const x = centre[3 * frame]! - centre[0]!;
    const z = centre[3 * frame + 2]! - centre[2]!;
    return ALONG_X.includes(task) ? x : Math.hypot(x, z);
  });
}

/** m/s along the ground, over the half second round the moment. */
export function speedAt(clip: Clip, seconds: number): number {
  const last = (clip.frames - 1) / clip.hz;
  const from = Math.max(seconds - SPEED_WINDOW_S, 0);
  const to = Math.min(seconds + SPEED_WINDOW_S, last);
  if (to <= from) return 0;
  const moved = (axis: number): number =>
    at(clip, to, (frame) => clip.centre[3 * frame + axis]!) -
    at(clip, from, (frame) => clip.centre[3 * frame + axis]!);
  return Math.hypot(moved(0), moved(2)) / (to - from);
}

/** m, a muscle's length in a stored frame; allocates nothing. */
export function lengthIn({ offsets, ends, nodes }: Clip, muscle: number, frame: number): number {
  const a = 3 * (frame * nodes + ends[2 * muscle]!);
  const b = 3 * (frame * nodes + ends[2 * muscle + 1]!);
  const dx = offsets[b]! - offsets[a]!;
  const dy = offsets[b + 1]! - offsets[a + 1]!;
  const dz = offsets[b + 2]! - offsets[a + 2]!;
  return 0.001 * Math.sqrt(dx * dx + dy * dy + dz * dz);
}
