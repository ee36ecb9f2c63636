import { expect, test } from "vitest";
import { walkingClip } from "../viewer/synthetic";
import { isPelletBetween, loudness, tones } from "./sound";

const clip = walkingClip();

test("the longer a muscle the deeper its tone, within four octaves", () => {
  const hz = tones([2, 0.5, 1]);
  expect(hz[0]).toBe(110);
  expect(hz[0]!).toBeLessThan(hz[2]!);
  expect(hz[2]!).toBeLessThan(hz[1]!);
  for (const tone of tones(Array.from({ length: 50 }, (_, i) => i + 1))) {
    expect(tone).toBeGreaterThanOrEqual(110);
    expect(tone).toBeLessThan(110 * 16);
  }
});

test("a muscle is as loud as it is fast, and silent at rest", () => {
  const still = { ...clip, offsets: clip.offsets.map((_, i) => clip.offsets[i % (3 * clip.nodes)]!) };
  for (let muscle = 0; muscle < clip.muscles; muscle++) {
    expect(loudness(still, muscle, 40)).toBe(0);
    expect(loudness(clip, muscle, 0)).toBe(0);
    for (let frame = 1; frame < clip.frames; frame++) {
      expect(loudness(clip, muscle, frame)).toBeGreaterThanOrEqual(0);
      expect(loudness(clip, muscle, frame)).toBeLessThanOrEqual(1);
    }
  }
  expect(Math.max(...Array.from({ length: 20 }, (_, i) => loudness(clip, 1, i + 1)))).toBeGreaterThan(0);
});

test("a pellet chimes once, when its frame is come to", () => {
  expect(isPelletBetween(clip, 74, 75)).toBe(true);
  expect(isPelletBetween(clip, 75, 76)).toBe(false);
  expect(isPelletBetween(clip, 70, 80)).toBe(true);
});
