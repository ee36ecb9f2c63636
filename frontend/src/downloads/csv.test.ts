import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Clip, decodeClip } from "../api/clip";
import { randomNumbers, walkingClip } from "../viewer/synthetic";
import { BYTE_ORDER_MARK, cell } from "./csv";
import { replayCsv } from "./replay-csv";

function golden(name: string): Clip {
  const bytes = readFileSync(new URL(`../api/${name}.golden.bin`, import.meta.url));
  return decodeClip(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
}

/** A table's rows by column. */
function parsed(table: string): Record<string, number>[] {
  expect(table.startsWith(BYTE_ORDER_MARK)).toBe(true);
  const [header, ...rows] = table.slice(1).trimEnd().split("\r\n");
  const names = header!.split(",");
  expect(new Set(names).size).toBe(names.length);
  return rows.map((row) => {
    const cells = row.split(",");
    expect(cells).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, i) => [name, Number(cells[i])]));
  });
}

/** A clip of any size whose numbers lie anywhere that a clip's can. */
function anyClip(seed: number): Clip {
  const random = randomNumbers(seed);
  const next = (from: number, to: number): number => from + (to - from) * random();
  const [frames, nodes] = [Math.floor(next(1, 9)), Math.floor(next(2, 6))];
  const grid = (): number => Math.round(next(-1e6, 1e6)) / 2048;
  const offset = (): number => Math.round(next(-32767, 32767));
  return {
    ...walkingClip(1),
    hz: [15, 24, 60][Math.floor(next(0, 3))]!,
    frames,
    nodes,
    muscles: nodes - 1,
    centre: Float32Array.from({ length: 3 * frames }, grid),
    score: Float32Array.from({ length: frames }, grid),
    ends: Uint16Array.from({ length: 2 * (nodes - 1) }, (_, i) => Math.floor((i + 1) / 2)),
    offsets: Int16Array.from({ length: 3 * nodes * frames }, offset),
  };
}

test("a replay's table says of every frame what the clip says", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const clip = anyClip(seed);
    const rows = parsed(replayCsv(clip));
    expect(rows).toHaveLength(clip.frames);
    rows.forEach((row, frame) => {
      expect(row.time_s).toBeCloseTo(frame / clip.hz, 5);
      expect(row.score).toBe(clip.score[frame]);
      const place = (node: number): number[] =>
        ["x", "y", "z"].map((axis, i) => {
          expect(row[`centre_${axis}_m`]).toBe(clip.centre[3 * frame + i]);
          const metres = clip.offsets[3 * (frame * clip.nodes + node) + i]! / 1000;
          const shown = row[`node_${node}_${axis}_m`]!;
          expect(shown - clip.centre[3 * frame + i]!).toBeCloseTo(metres, 3);
          return shown;
        });
      for (let muscle = 0; muscle < clip.muscles; muscle++) {
        const [a, b] = [place(clip.ends[2 * muscle]!), place(clip.ends[2 * muscle + 1]!)];
        const length = Math.hypot(...a.map((value, i) => value - b[i]!));
        expect(row[`muscle_${muscle}_length_m`]).toBeCloseTo(length, 3);
      }
    });
  }
});

test("where a net drives the creature, the table says what it sensed, thought and told its muscles", () => {
  const rows = parsed(replayCsv(golden("clip-with-net")));
  expect(rows[1]).toMatchObject({
    sense_target_0: 1,
    sense_target_1: -0.503937,
    sense_bias_0: 1,
    hidden_0: 2.5,
  });
  expect(rows.map((row) => row.output_to_muscle_0)).toEqual([0, -1, 0.094488]);
});

test("where the clip tells the parts of the score, the table has a column for each", () => {
  const clip = golden("clip-with-parts");
  const { names, values } = clip.partScores!;
  const rows = parsed(replayCsv(clip));
  rows.forEach((row, frame) => {
    expect(names.map((name) => row[`part_${name}`])).toEqual([
      ...values.subarray(names.length * frame, names.length * (frame + 1)),
    ]);
  });
});

test("no word becomes a formula, and every word and number comes through", () => {
  expect(cell("=1+1")).toBe("'=1+1");
  for (const sign of ["+", "-", "@", "\t"]) expect(cell(`${sign}x`)).toBe(`'${sign}x`);
  expect(cell("\rx")).toBe('"\'\rx"');
  expect(cell('say "hi", twice')).toBe('"say ""hi"", twice"');
  for (const sign of "＝＋－＠") expect(cell(`${sign}x`)).toBe(`'${sign}x`);
  for (const date of ["3-10", "1/2", "2024.01.02", "1e5", "12:30"]) expect(cell(date)).toBe(`'${date}`);
  expect(cell("creature 131-44")).toBe("creature 131-44");
  expect(cell(-2.4)).toBe("-2.4");
  expect(cell(1e-9)).toBe("1e-9");
  expect(cell(Number.NaN)).toBe("");
});
