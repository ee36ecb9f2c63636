import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ClipError, decodeClip, durationOf, requestOf } from "./clip";

/** Written by the engine's simulation.clips.message (tests/contracts/test_clip_on_the_wire.py). */
function golden(): ArrayBuffer {
  const bytes = readFileSync(new URL("./clip.golden.bin", import.meta.url));
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
  expect(durationOf(clip)).toBeCloseTo(2 / 15);
});

test("arrays are views of the message, not copies", () => {
  const buffer = golden();
  const clip = decodeClip(buffer);
  for (const array of [clip.radius, clip.centre, clip.ends, clip.offsets]) expect(array.buffer).toBe(buffer);
});

test("the request number can be read without decoding", () => {
  expect(requestOf(golden())).toBe(7);
});

test("bytes that are no clip, or half a clip, are refused in words", () => {
  expect(() => decodeClip(new ArrayBuffer(64))).toThrow(ClipError);
  expect(() => decodeClip(golden().slice(0, -2))).toThrow("cut short");
});
