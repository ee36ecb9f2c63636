import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ClipError, decodeClip, durationOf, requestOf } from "./clip";

/** Written by the engine's simulation.clips.message (tests/contracts/test_clip_on_the_wire.py). */
function golden(name = "clip.golden.bin"): ArrayBuffer {
  const bytes = readFileSync(new URL(`./${name}`, import.meta.url));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

test("a message of the engine decodes to the clip it was made of", () => {
  const clip = decodeClip(golden());
  expect(clip).toMatchObject({ hz: 15, frames: 3, nodes: 2, muscles: 1, creature: "131-44", task: "forage" });
  expect(clip.parts).toEqual({ pellets: 100, progress: 12.5 });
  expect(clip.targets[1]).toEqual({
    position: [3, 0.75, 0.25],
    appeared: 2,
    reached: null,
    collection_radius: 0.35,
  });
  expect(clip.disqualified).toEqual({ reason: "left the arena", frame: 2 });
  expect(clip.radius[1]).toBe(0.25);
  expect(clip.friction[0]).toBe(0.5);
  expect(clip.restLength[0]).toBe(1.5);
  expect(clip.stiffness[0]).toBe(120);
  expect([...clip.centre.subarray(6)]).toEqual([1, 0.5, -0.5]);
  expect([...clip.score]).toEqual([0, 6.25, 112.5]);
  expect([...clip.ends]).toEqual([0, 1]);
  expect([...clip.offsets.subarray(6)]).toEqual([-400, 1, 2, 400, -1, -2, -300, 0, 0, 32767, 0, 0]);
  expect(clip.activations).toBeNull();
  expect(durationOf(clip)).toBeCloseTo(2 / 15);
});

test("where a net drives the creature, its activations come along, and nothing else changes", () => {
  const { activations, ...clip } = decodeClip(golden("clip-with-net.golden.bin"));
  expect(activations).toEqual({
    senses: { target: 3, bias: 1 },
    hiddenCount: 2,
    hiddenScale: 2.5,
    inputs: Int8Array.of(0, 0, 0, 0, 127, -64, 0, 127, 100, -127, 1, 127),
    hidden: Int8Array.of(0, 0, 127, 3, 51, 0),
    outputs: Int8Array.of(0, -127, 12),
  });
  expect({ ...clip, activations: null }).toEqual(decodeClip(golden()));
});

test("where a score has several parts, each frame tells them, and nothing else changes", () => {
  const { partScores, ...clip } = decodeClip(golden("clip-with-parts.golden.bin"));
  expect(partScores).toEqual({
    names: ["pellets", "progress"],
    values: Float32Array.of(0, 0, 0, 6.25, 100, 12.5),
  });
  expect({ ...clip, partScores: null }).toEqual(decodeClip(golden("clip-with-net.golden.bin")));
});

test("clips of any shape decode to the numbers that the engine wrote", () => {
  const messages = golden("clip-vectors.golden.bin");
  const vectors: Record<string, number | [number, number]>[] = JSON.parse(
    readFileSync(new URL("./clip-vectors.golden.json", import.meta.url), "utf8"),
  );
  let at = 0;
  for (const { bytes, request, ...sections } of vectors) {
    const message = messages.slice(at, at + Number(bytes));
    at += Number(bytes);
    const { activations, partScores, ...clip } = decodeClip(message);
    const arrays: Record<string, ArrayLike<number> | undefined> = {
      ...(clip as unknown as Record<string, ArrayLike<number>>),
      rest_length: clip.restLength,
      inputs: activations?.inputs,
      hidden: activations?.hidden,
      outputs: activations?.outputs,
      part_scores: partScores?.values,
    };
    for (const [name, told] of Object.entries(sections)) {
      const numbers = Array.from(arrays[name] ?? []);
      expect([numbers.length, numbers.reduce((sum, one, i) => sum + one * (i + 1), 0)], name).toEqual(told);
    }
    expect([requestOf(message), activations !== null, partScores !== null]).toEqual([
      request,
      "inputs" in sections,
      "part_scores" in sections,
    ]);
  }
  expect([at, vectors.length]).toEqual([messages.byteLength, 32]);
});

test("arrays are views of the message, not copies", () => {
  const buffer = golden();
  const clip = decodeClip(buffer);
  for (const array of [clip.radius, clip.centre, clip.ends, clip.offsets]) expect(array.buffer).toBe(buffer);
  const message = golden("clip-with-net.golden.bin");
  const { activations } = decodeClip(message);
  for (const array of [activations?.inputs, activations?.hidden, activations?.outputs])
    expect(array?.buffer).toBe(message);
});

test("the request number can be read without decoding", () => {
  expect(requestOf(golden())).toBe(7);
});

test("bytes that are no clip, or half a clip, are refused in words", () => {
  expect(() => decodeClip(new ArrayBuffer(64))).toThrow(ClipError);
  expect(() => decodeClip(golden().slice(0, -2))).toThrow("cut short");
  expect(() => decodeClip(golden("clip-with-net.golden.bin").slice(0, -1))).toThrow("cut short");
  expect(() => decodeClip(golden("clip-with-parts.golden.bin").slice(0, -1))).toThrow("cut short");
});
