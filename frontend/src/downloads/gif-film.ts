/** A film as a moving GIF, and how large it will be. */

import type { Film } from "./film";
import { GifWriter, MOST_COLOURS } from "./gif/gif";
import { Histogram, type Palette, paletteOf } from "./gif/palette";
import { momentsOf, type Plan } from "./plan";
import { breathe, type Work } from "./work";

/** pictures that the palette is made of */
const SAMPLES = 6;
/** pairs of pictures that the size is reckoned from */
const PAIRS = 3;

/** The GIF of what the film shows. @throws Error in words, or the signal's reason */
export async function makeGif(film: Film, plan: Plan, { signal, tell }: Work): Promise<Blob> {
  const moments = momentsOf(plan);
  const gif = new GifWriter(plan.width, plan.height, await paletteFor(film, moments, signal));
  for (const [i, seconds] of moments.entries()) {
    gif.add(pixelsAt(film, seconds), hundredths(i, plan.fps));
    tell(i + 1, moments.length);
    await breathe(signal);
  }
  return gif.finish();
}

/** About how many bytes the GIF will have, from a few pictures of it. @throws as makeGif */
export async function gifSize(film: Film, plan: Plan, signal: AbortSignal): Promise<number> {
  const moments = momentsOf(plan);
  const gif = new GifWriter(plan.width, plan.height, await paletteFor(film, moments, signal));
  let [first, changes] = [0, 0];
  for (const place of spread(Math.max(moments.length - 1, 1), PAIRS)) {
    const whole = gif.add(pixelsAt(film, moments[place]!), 0);
    first ||= whole;
    changes += gif.add(pixelsAt(film, moments[place + 1] ?? moments[place]!), 0) / PAIRS;
    await breathe(signal);
  }
  return first + changes * (moments.length - 1);
}

async function paletteFor(film: Film, moments: number[], signal: AbortSignal): Promise<Palette> {
  const histogram = new Histogram();
  for (const place of spread(moments.length, SAMPLES)) {
    histogram.add(pixelsAt(film, moments[place]!));
    await breathe(signal);
  }
  return paletteOf(histogram, MOST_COLOURS);
}

function pixelsAt(film: Film, seconds: number): Uint8ClampedArray {
  film.paint(seconds);
  const { width, height } = film.canvas;
  return film.context.getImageData(0, 0, width, height).data;
}

/** `count` places from 0 to below `length`, evenly spread. */
function spread(length: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * length) / count));
}

/** 1/100 s for which picture `i` is shown: whole ones, that add up to the film's pace. */
function hundredths(i: number, fps: number): number {
  return Math.round((100 * (i + 1)) / fps) - Math.round((100 * i) / fps);
}
