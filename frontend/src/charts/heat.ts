/** The heat strip: one column a generation, rows from low to high fitness, stronger where more creatures are. */

import type { GenerationStats } from "../generated/api";
import { onRows } from "./rail-scale";
import { token } from "./tokens";

const ROWS = 44;
const STEPS = 7;
const MOST_COLUMNS = 2048;

type Colour = [number, number, number];

/** Paint the strip, one pixel a generation and row; null before the first generation. */
export function heatStrip(generations: GenerationStats[]): HTMLCanvasElement | null {
  if (generations.length === 0) return null;
  const low = Math.min(0, ...generations.map(({ worst }) => worst));
  const high = Math.max(...generations.map(({ best }) => best), low + 1e-9);
  const columns = Math.min(generations.length, MOST_COLUMNS);
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = ROWS;
  const context = canvas.getContext("2d");
  if (!context) return null;
  const image = context.createImageData(columns, ROWS);
  const scale = colourScale();
  for (let column = 0; column < columns; column++) {
    const stats = generations[Math.floor((column / columns) * generations.length)]!;
    const shares = onRows(stats.histogram, low, high, ROWS);
    const most = Math.max(...shares, 1e-9);
    for (let row = 0; row < ROWS; row++) {
      const colour = colourAt(scale, Math.sqrt(shares[row]! / most));
      image.data.set([...colour, 255], 4 * ((ROWS - 1 - row) * columns + column));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

function colourScale(): Colour[] {
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
