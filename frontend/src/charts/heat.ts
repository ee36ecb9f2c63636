/** The heat strip: one column a generation, rows from low to high fitness, stronger where more creatures are. */

import type { GenerationStats } from "../generated/api";
import { onRows } from "./rail-scale";
import { token } from "./tokens";

/** Rows of fitness, and the height to which they are smoothed; columns stay sharp. */
const ROWS = 40;
const HEIGHT = 112;
/** Share of the population on one row that is drawn in the strongest colour. */
const FULL = 0.12;
const STEPS = 7;
const MOST_COLUMNS = 2048;

type Colour = [number, number, number];

/** Paint the strip, one pixel a generation; null before the first one. */
export function heatStrip(generations: GenerationStats[]): HTMLCanvasElement | null {
  if (generations.length === 0) return null;
  const low = generations.reduce((so, { worst }) => Math.min(so, worst), 0);
  const high = generations.reduce((so, { best }) => Math.max(so, best), low + 1e-9);
  const n = Math.min(generations.length, MOST_COLUMNS);
  const columns = Array.from({ length: n }, (_, i) => {
    const { histogram } = generations[Math.floor((i / n) * generations.length)]!;
    const population = histogram.counts.reduce((sum, creatures) => sum + creatures, 0) || 1;
    return onRows(histogram, low, high, ROWS).map((creatures) => creatures / population);
  });
  return smoothed(columns);
}

/** The columns as a picture, smooth from row to row. */
function smoothed(columns: Float64Array[]): HTMLCanvasElement | null {
  const sharp = canvasOf(columns.length, ROWS);
  const tall = canvasOf(columns.length, HEIGHT);
  const from = sharp.getContext("2d");
  const to = tall.getContext("2d");
  if (!from || !to) return null;
  const image = from.createImageData(columns.length, ROWS);
  const scale = heatScale();
  columns.forEach((column, x) => {
    column.forEach((share, row) => {
      const colour = colourAt(scale, Math.sqrt(share / FULL));
      image.data.set([...colour, 255], 4 * ((ROWS - 1 - row) * columns.length + x));
    });
  });
  from.putImageData(image, 0, 0);
  to.drawImage(sharp, 0, 0, columns.length, HEIGHT);
  return tall;
}

function canvasOf(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas;
}

/** The heat scale of the present theme. */
export function heatScale(): Colour[] {
  return Array.from({ length: STEPS }, (_, i) => parse(token(`h${i}`)));
}

/** Colour of a share between 0 and 1. */
export function colourAt(scale: Colour[], share: number): Colour {
  const at = Math.min(1, Math.max(0, share)) * (scale.length - 1);
  const from = Math.min(scale.length - 2, Math.floor(at));
  const mix = (i: 0 | 1 | 2) => scale[from]![i] + (scale[from + 1]![i] - scale[from]![i]) * (at - from);
  return [mix(0), mix(1), mix(2)];
}

function parse(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
