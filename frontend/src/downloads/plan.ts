/** What is to be filmed: form, size, pictures a second and which part of the clip. */

import { type Clip, durationOf } from "../api/clip";

export type Form = "mp4" | "webm" | "gif";

export interface Size {
  width: number;
  height: number;
}

/** A form's sizes, the first of them offered first. */
export const SIZES: Record<"video" | "gif", Size[]> = {
  video: [
    { width: 1280, height: 720 },
    { width: 1920, height: 1080 },
    { width: 1080, height: 1080 },
  ],
  gif: [
    { width: 480, height: 270 },
    { width: 360, height: 360 },
  ],
};
export const VIDEO_RATES = [30, 60];
/** More would be ever larger files, and browsers show no more than 50. */
export const GIF_RATE = 15;

export interface Plan extends Size {
  form: Form;
  /** pictures a second */
  fps: number;
  /** s into the clip */
  from: number;
  to: number;
  /** words at the pictures' foot; empty: none */
  caption: string;
}

/** s into the clip of each picture; each is shown until the next, the last as long as the others. */
export function momentsOf({ from, to, fps }: Plan): number[] {
  const count = Math.max(1, Math.round((to - from) * fps));
  return Array.from({ length: count }, (_, i) => from + i / fps);
}

/** The part of a clip that a person gave, within the clip; from there to its end, or all of it, where none is left. */
export function partOf(clip: Clip, from: number, to: number): [number, number] {
  const whole = durationOf(clip);
  const start = from > 0 && from < whole ? from : 0;
  const end = Math.min(Number.isFinite(to) ? to : whole, whole);
  return [start, end > start ? end : whole];
}

/** Bits a second that keep thin lines and a moving ground sharp. */
export function bitRate({ width, height, fps }: Plan): number {
  const bitsOfPixel = fps > 30 ? 0.065 : 0.1;
  return Math.round(width * height * fps * bitsOfPixel);
}
