/** A few colours for many: the palette of a GIF, cut from samples of its pictures by median cut. */

/** bits of each channel that colours are told apart by */
const BITS = 5;
const CELLS = 1 << (3 * BITS);
const DROPPED = 8 - BITS;
/** Darker and lighter by up to half of a step, in a fixed pattern: what is even stays so from picture to picture. */
const PATTERN = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map((place) => (place - 7.5) / 2);

/** How often each colour occurs, and the sums that its mean is made of. */
export class Histogram {
  readonly counts = new Float64Array(CELLS);
  /** [cells · 3] */
  readonly sums = new Float64Array(3 * CELLS);

  /** Count a picture's pixels (RGBA). */
  add(pixels: Uint8ClampedArray): void {
    for (let at = 0; at < pixels.length; at += 4) {
      const cell = cellOf(pixels[at]!, pixels[at + 1]!, pixels[at + 2]!);
      this.counts[cell]! += 1;
      for (let channel = 0; channel < 3; channel++) this.sums[3 * cell + channel]! += pixels[at + channel]!;
    }
  }
}

export class Palette {
  /** [colours · 3], 0 to 255 */
  readonly colours: Uint8Array;
  /** the nearest colour of each cell, found when it is asked for first; −1: not yet */
  private readonly nearest = new Int16Array(CELLS).fill(-1);

  constructor(colours: Uint8Array) {
    this.colours = colours;
  }

  /** Write the colour's number of each pixel (RGBA, rows of `width`) into `out`. */
  index(pixels: Uint8ClampedArray, width: number, out: Uint8Array): void {
    const { nearest } = this;
    for (let i = 0, at = 0; i < out.length; i++, at += 4) {
      const shift = PATTERN[4 * (((i / width) | 0) & 3) + ((i % width) & 3)]!;
      const cell = cellOf(
        clamped(pixels[at]! + shift),
        clamped(pixels[at + 1]! + shift),
        clamped(pixels[at + 2]! + shift),
      );
      out[i] = nearest[cell]! < 0 ? this.find(cell) : nearest[cell]!;
    }
  }

  private find(cell: number): number {
    const half = 1 << (DROPPED - 1);
    const [r, g, b] = channelsOf(cell).map((value) => (value << DROPPED) + half) as [number, number, number];
    const { colours } = this;
    let best = 0;
    let least = Infinity;
    for (let i = 0; i < colours.length; i += 3) {
      const [dr, dg, db] = [colours[i]! - r, colours[i + 1]! - g, colours[i + 2]! - b];
      const distance = 2 * dr * dr + 4 * dg * dg + 3 * db * db; // as eyes weigh them
      if (distance < least) {
        least = distance;
        best = i / 3;
      }
    }
    this.nearest[cell] = best;
    return best;
  }
}

/** At most `most` colours that stand best for those counted. */
export function paletteOf(histogram: Histogram, most: number): Palette {
  const { counts } = histogram;
  const cells = [...counts.keys()].filter((cell) => counts[cell]! > 0);
  const boxes: Box[] = [boxOf(cells, counts)];
  while (boxes.length < most) {
    const widest = boxes.reduce((best, box) => (box.weight > best.weight ? box : best));
    if (widest.weight === 0) break;
    boxes.splice(boxes.indexOf(widest), 1, ...cut(widest, counts));
  }
  return new Palette(Uint8Array.from(boxes.flatMap((box) => meanOf(box, histogram))));
}

interface Box {
  cells: number[];
  /** along which it is longest */
  channel: number;
  /** how much it is worth to cut it: its length, the more so the more pixels it stands for; 0: it is one cell */
  weight: number;
}

function boxOf(cells: number[], counts: Float64Array): Box {
  let total = 0;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const cell of cells) {
    total += counts[cell]!;
    channelsOf(cell).forEach((value, channel) => {
      low[channel] = Math.min(low[channel]!, value);
      high[channel] = Math.max(high[channel]!, value);
    });
  }
  const lengths = low.map((value, channel) => high[channel]! - value);
  const length = Math.max(...lengths);
  // By the root of the count: a small bright creature is not given up for a large grey ground.
  return { cells, channel: lengths.indexOf(length), weight: length * Math.sqrt(total) };
}

/** Two boxes with about as many pixels each. */
function cut({ cells, channel }: Box, counts: Float64Array): [Box, Box] {
  const sorted = cells.toSorted((a, b) => channelsOf(a)[channel]! - channelsOf(b)[channel]!);
  const half = sorted.reduce((sum, cell) => sum + counts[cell]!, 0) / 2;
  let sum = 0;
  let at = 0;
  while (at < sorted.length - 1 && sum < half) sum += counts[sorted[at++]!]!;
  at = Math.max(at, 1);
  return [boxOf(sorted.slice(0, at), counts), boxOf(sorted.slice(at), counts)];
}

function meanOf({ cells }: Box, { counts, sums }: Histogram): number[] {
  const total = cells.reduce((sum, cell) => sum + counts[cell]!, 0);
  return [0, 1, 2].map((channel) =>
    Math.round(cells.reduce((sum, cell) => sum + sums[3 * cell + channel]!, 0) / total),
  );
}

function cellOf(r: number, g: number, b: number): number {
  return ((r >> DROPPED) << (2 * BITS)) | ((g >> DROPPED) << BITS) | (b >> DROPPED);
}

function channelsOf(cell: number): [number, number, number] {
  const mask = (1 << BITS) - 1;
  return [cell >> (2 * BITS), (cell >> BITS) & mask, cell & mask];
}

function clamped(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}
