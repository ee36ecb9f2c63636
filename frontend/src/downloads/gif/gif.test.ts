import { expect, test } from "vitest";
import { randomNumbers } from "../../viewer/synthetic";
import { GifWriter, MOST_COLOURS } from "./gif";
import { Lzw } from "./lzw";
import { Histogram, type Palette, paletteOf } from "./palette";

interface Picture {
  left: number;
  top: number;
  width: number;
  height: number;
  hundredths: number;
  colours: number[];
}

/** Reads a GIF as its specification says, and fails on anything else. */
function read(file: Uint8Array): { width: number; height: number; table: Uint8Array; pictures: Picture[] } {
  const short = (i: number): number => file[i]! | (file[i + 1]! << 8);
  expect(new TextDecoder().decode(file.subarray(0, 6))).toBe("GIF89a");
  const [width, height] = [short(6), short(8)];
  expect(file[10]).toBe(0xf7); // a table of 256 colours
  const table = file.subarray(13, 13 + 768);
  const pictures: Picture[] = [];
  let at = 13 + 768;
  let hundredths = 0;
  while (file[at] !== 0x3b) {
    if (file[at] === 0x21) {
      if (file[at + 1] === 0xf9) hundredths = short(at + 4);
      at += 2;
      while (file[at] !== 0) at += file[at]! + 1;
      at++;
      continue;
    }
    expect(file[at]).toBe(0x2c);
    const [left, top, w, h] = [1, 3, 5, 7].map((i) => short(at + i)) as [number, number, number, number];
    const data: number[] = [];
    expect(file[at + 10]).toBe(8);
    at += 11;
    for (; file[at] !== 0; at += file[at]! + 1) data.push(...file.subarray(at + 1, at + 1 + file[at]!));
    at++;
    const colours = unpacked(data);
    expect(colours).toHaveLength(w * h);
    pictures.push({ left, top, width: w, height: h, hundredths, colours });
  }
  expect(at).toBe(file.length - 1);
  return { width, height, table, pictures };
}

/** LZW the other way, written from its definition. */
function unpacked(data: number[]): number[] {
  const out: number[] = [];
  let table: number[][] = [];
  let bits = 9;
  let before: number[] | null = null;
  let at = 0;
  const clear = (): void => {
    table = Array.from({ length: 258 }, (_, i) => [i]);
    bits = 9;
    before = null;
  };
  clear();
  for (;;) {
    let code = 0;
    for (let bit = 0; bit < bits; bit++, at++) code |= ((data[at >> 3]! >> (at & 7)) & 1) << bit;
    if (code === 256) {
      clear();
      continue;
    }
    if (code === 257) return out;
    const last: number[] | null = before;
    const entry: number[] | undefined = table[code] ?? (last ? [...last, last[0]!] : undefined);
    if (!entry || code > table.length) throw new Error(`code ${code} is not known yet`);
    if (last && table.length < 4096) table.push([...last, entry[0]!]);
    out.push(...entry);
    before = entry;
    if (table.length === 1 << bits && bits < 12) bits++;
  }
}

async function bytesOf(gif: GifWriter): Promise<Uint8Array> {
  return new Uint8Array(await gif.finish().arrayBuffer());
}

function blocksOf(stream: Uint8Array): number[] {
  const data: number[] = [];
  let at = 1;
  for (; stream[at] !== 0; at += stream[at]! + 1) data.push(...stream.subarray(at + 1, at + 1 + stream[at]!));
  expect(at).toBe(stream.length - 1);
  return data;
}

test("whatever is compressed comes back, through every length of code and full tables", () => {
  const lzw = new Lzw();
  for (let seed = 1; seed <= 60; seed++) {
    const next = randomNumbers(seed);
    const length = Math.ceil(next() ** 3 * 40_000) + 1;
    const variety = 1 + Math.floor(next() ** 2 * 255);
    const repeats = 1 + Math.floor(next() * 20);
    const colours = Uint8Array.from({ length }, () => 0);
    for (let i = 0; i < length; ) {
      const colour = Math.floor(next() * variety);
      for (let k = Math.ceil(next() * repeats); k > 0 && i < length; k--) colours[i++] = colour;
    }
    expect(unpacked(blocksOf(lzw.compress(colours)))).toEqual([...colours]);
  }
});

/** A ramp of greys with a red square at x. */
function scene(width: number, height: number, x: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    const isSquare = Math.abs((i % width) - x) < 3 && Math.abs(Math.floor(i / width) - height / 2) < 3;
    const grey = 60 + Math.floor((150 * Math.floor(i / width)) / height);
    pixels.set(isSquare ? [220, 30, 40, 255] : [grey, grey, grey, 255], 4 * i);
  }
  return pixels;
}

function paletteFor(...pictures: Uint8ClampedArray[]): Palette {
  const histogram = new Histogram();
  for (const pixels of pictures) histogram.add(pixels);
  return paletteOf(histogram, MOST_COLOURS);
}

test("every picture is there, and one laid over the other they show the scene", async () => {
  const [width, height] = [64, 48];
  const scenes = [10, 11, 30, 30].map((x) => scene(width, height, x));
  const gif = new GifWriter(width, height, paletteFor(...scenes));
  for (const [i, pixels] of scenes.entries()) gif.add(pixels, 6 + (i % 2));
  const file = read(await bytesOf(gif));
  expect([file.width, file.height, file.pictures.length]).toEqual([width, height, 4]);
  expect(file.pictures.map(({ hundredths }) => hundredths)).toEqual([6, 7, 6, 7]);
  const shown = new Uint8Array(width * height);
  file.pictures.forEach((picture, number) => {
    picture.colours.forEach((colour, i) => {
      const place =
        (picture.top + Math.floor(i / picture.width)) * width + picture.left + (i % picture.width);
      if (colour !== 255) shown[place] = colour;
    });
    const error = [0, 1, 2].map((channel) => {
      const off = Array.from(
        shown,
        (colour, i) => file.table[3 * colour + channel]! - scenes[number]![4 * i + channel]!,
      );
      return Math.max(...off.map(Math.abs));
    });
    expect(Math.max(...error)).toBeLessThan(16);
  });
});

test("what stands still is not said again", async () => {
  const [width, height] = [64, 48];
  const gif = new GifWriter(width, height, paletteFor(scene(width, height, 10)));
  const first = gif.add(scene(width, height, 10), 7);
  expect(gif.add(scene(width, height, 10), 7)).toBeLessThan(40);
  expect(gif.add(scene(width, height, 12), 7)).toBeLessThan(first / 4);
  const { pictures } = read(await bytesOf(gif));
  expect(pictures[1]).toMatchObject({ width: 1, height: 1 });
  expect(pictures[2]!.width).toBeLessThan(10);
});

test("a small bright thing keeps its colour beside a large plain ground", () => {
  const pixels = scene(200, 150, 20);
  const palette = paletteFor(pixels);
  const out = new Uint8Array(200 * 150);
  palette.index(pixels, 200, out);
  const middle = 75 * 200 + 20;
  const [r, g, b] = palette.colours.subarray(3 * out[middle]!, 3 * out[middle]! + 3);
  expect(Math.abs(r! - 220) + Math.abs(g! - 30) + Math.abs(b! - 40)).toBeLessThan(24);
});
