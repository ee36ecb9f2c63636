import { expect, test } from "vitest";
import { walkingClip } from "../viewer/synthetic";
import { bitRate, momentsOf, type Plan, partOf } from "./plan";

const clip = walkingClip(20);
const plan: Plan = { form: "mp4", width: 1280, height: 720, fps: 30, from: 0, to: 20, caption: "" };

test("a film has a frame for every moment of its part, and as many seconds", () => {
  expect(momentsOf(plan)).toHaveLength(600);
  expect(momentsOf({ ...plan, fps: 60, from: 2, to: 2.5 })).toEqual(
    Array.from({ length: 30 }, (_, i) => 2 + i / 60),
  );
  expect(momentsOf({ ...plan, from: 3, to: 3.001 })).toEqual([3]);
});

test("a part that a person gives is kept within the clip, and none is empty", () => {
  expect(partOf(clip, 2, 5)).toEqual([2, 5]);
  expect(partOf(clip, -4, 99)).toEqual([0, 20]);
  expect(partOf(clip, Number.NaN, Number.NaN)).toEqual([0, 20]);
  expect(partOf(clip, 5, 2)).toEqual([5, 20]);
  expect(partOf(clip, 40, 50)).toEqual([0, 20]);
});

test("larger and faster films get more bits", () => {
  expect(bitRate({ ...plan, width: 1920, height: 1080 })).toBeGreaterThan(bitRate(plan));
  expect(bitRate({ ...plan, fps: 60 })).toBeGreaterThan(bitRate(plan));
});
