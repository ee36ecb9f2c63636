/** The heat strip: one column a generation, rows from low to high fitness, stronger where more creatures are. */

import type { GenerationStats } from "../generated/api";
import { onRows } from "./rail-scale";
import { token } from "./tokens";

/** Rows of fitness, and the height to which they are smoothed. */
const ROWS = 40;
const HEIGHT = 112;
/** Share of the population on one row that is drawn in the strongest colour. */
const FULL = 0.12;
const STEPS = 7;
const MOST_COLUMNS = 2048;

type Colour = [number, number, number];

/** The fitness at the strip's lower and upper edge. */
export function stripSpan(generations: GenerationStats[]): [low: number, high: number] {
  const low = generations.reduce((so, { worst }) => Math.min(so, worst ?? so), 0);
  return [low, generations.reduce((so, { best }) => Math.max(so, best ?? so), low + 1e-9)];
}

/** Paint the strip of fitness, one pixel a generation; null before the first one. */
export function heatStrip(generations: GenerationStats[]): HTMLCanvasElement | null {
  const [low, high] = stripSpan(generations);
  const columns = columnsOf(generations, ({ histogram }) =>
    histogram ? shares(onRows(histogram, low, high, ROWS)) : new Float64Array(ROWS),
  );
  const sharp = painted(columns, FULL);
  if (!sharp) return null;
  const tall = canvasOf(sharp.width, HEIGHT);
  tall.getContext("2d")?.drawImage(sharp, 0, 0, sharp.width, HEIGHT);
  return tall;
}

/**
 * A column for every number from the first to the last, or for evenly chosen ones where they are very many; a
 * generation that is not here is shown as the nearest before it.
 */
export function columnsOf<T>(generations: GenerationStats[], column: (stats: GenerationStats) => T): T[] {
  if (generations.length === 0) return [];
  const first = generations[0]!.number;
  const span = generations.at(-1)!.number - first + 1;
  const n = Math.min(span, MOST_COLUMNS);
  let at = 0;
  return Array.from({ length: n }, (_, i) => {
    const number = first + Math.floor((i / n) * span);
    while (at < generations.length - 1 && generations[at + 1]!.number <= number) at++;
    return column(generations[at]!);
  });
}

/** Numbers of creatures as shares of all of them. */
export function shares(counts: Float64Array): Float64Array {
  const all = counts.reduce((sum, creatures) => sum + creatures, 0) || 1;
  return counts.map((creatures) => creatures / all);
}

/** Columns of shares, the lowest row first, as a picture of one pixel each. @param full share in the strongest colour */
export function painted(columns: Float64Array[], full: number): HTMLCanvasElement | null {
  const rows = columns[0]?.length ?? 0;
  const canvas = canvasOf(columns.length, rows);
  const context = rows > 0 ? canvas.getContext("2d") : null;
  if (!context) return null;
  const image = context.createImageData(columns.length, rows);
  const scale = heatScale();
  columns.forEach((column, x) => {
    column.forEach((share, row) => {
      const colour = colourAt(scale, Math.sqrt(share / full));
      image.data.set([...colour, 255], 4 * ((rows - 1 - row) * columns.length + x));
    });
  });
  context.putImageData(image, 0, 0);
  return canvas;
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
