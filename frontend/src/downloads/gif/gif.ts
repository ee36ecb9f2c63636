/** A moving GIF (GIF89a) of pictures of one size and one palette: each holds only what differs from the last. */

import { COLOUR_BITS, Lzw } from "./lzw";
import type { Palette } from "./palette";

/** as many as a palette can have besides the one that stands for "as before" */
export const MOST_COLOURS = 255;
const AS_BEFORE = 255;

export class GifWriter {
  private readonly parts: Uint8Array<ArrayBuffer>[] = [];
  private readonly lzw = new Lzw();
  private readonly palette: Palette;
  private readonly width: number;
  private readonly height: number;
  private before: Uint8Array;
  private now: Uint8Array;
  private isFirst = true;

  constructor(width: number, height: number, palette: Palette) {
    this.width = width;
    this.height = height;
    this.palette = palette;
    this.before = new Uint8Array(width * height);
    this.now = new Uint8Array(width * height);
    this.parts.push(beginning(width, height, palette.colours));
  }

  /** Add a picture (RGBA), shown for so many hundredths of a second; returns the bytes it takes. */
  add(pixels: Uint8ClampedArray, hundredths: number): number {
    this.palette.index(pixels, this.width, this.now);
    const box = this.isFirst ? this.everything() : this.changed();
    const data = this.lzw.compress(this.cropped(box));
    const before = pictureHead(box, hundredths);
    this.parts.push(before, data);
    [this.before, this.now] = [this.now, this.before];
    this.isFirst = false;
    return before.length + data.length;
  }

  /** The whole file. */
  finish(): Blob {
    return new Blob([...this.parts, Uint8Array.of(0x3b)], { type: "image/gif" });
  }

  private everything(): Box {
    return { left: 0, top: 0, width: this.width, height: this.height };
  }

  /** The smallest box round all that differs from the last picture; a pixel where nothing does. */
  private changed(): Box {
    const { width, height, before, now } = this;
    let [left, right, top, bottom] = [width, 0, height, 0];
    for (let i = 0; i < now.length; i++) {
      if (now[i] === before[i]) continue;
      const x = i % width;
      const y = (i / width) | 0;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
    if (left > right || top > bottom) return { left: 0, top: 0, width: 1, height: 1 };
    return { left, top, width: right - left + 1, height: bottom - top + 1 };
  }

  /** The picture's colours in a box; what is as before is not said again. */
  private cropped({ left, top, width, height }: Box): Uint8Array {
    const out = new Uint8Array(width * height);
    for (let y = 0, to = 0; y < height; y++) {
      let from = (top + y) * this.width + left;
      for (let x = 0; x < width; x++, from++, to++) {
        const isSame = !this.isFirst && this.now[from] === this.before[from];
        out[to] = isSame ? AS_BEFORE : this.now[from]!;
      }
    }
    return out;
  }
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Header, size, palette of 256 colours, and the word that it goes round and round. */
function beginning(width: number, height: number, colours: Uint8Array): Uint8Array<ArrayBuffer> {
  const table = new Uint8Array(3 << COLOUR_BITS);
  table.set(colours);
  const hasTable = 0x80 | ((COLOUR_BITS - 1) << 4) | (COLOUR_BITS - 1);
  return Uint8Array.of(
    ...letters("GIF89a"),
    ...short(width),
    ...short(height),
    hasTable,
    0,
    0,
    ...table,
    ...[0x21, 0xff, 11],
    ...letters("NETSCAPE2.0"),
    ...[3, 1, 0, 0, 0],
  );
}

/** How long a picture is shown, that the next is laid over it, and where it lies. */
function pictureHead({ left, top, width, height }: Box, hundredths: number): Uint8Array<ArrayBuffer> {
  const keepAndSeeThrough = (1 << 2) | 1;
  return Uint8Array.of(
    ...[0x21, 0xf9, 4, keepAndSeeThrough, ...short(hundredths), AS_BEFORE, 0],
    ...[0x2c, ...short(left), ...short(top), ...short(width), ...short(height), 0],
  );
}

function short(value: number): [number, number] {
  return [value & 255, value >> 8];
}

function letters(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
