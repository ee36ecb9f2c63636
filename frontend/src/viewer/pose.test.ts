import { expect, test } from "vitest";
import type { Clip } from "../api/clip";
import { Pose } from "./pose";
import { randomNumbers, walkingClip } from "./synthetic";

const clip = walkingClip();

function nodeOf(pose: Pose, node: number): number[] {
  return [...pose.nodes.subarray(3 * node, 3 * node + 3)];
}

test("on a stored frame the pose is the frame", () => {
  const pose = new Pose(clip);
  pose.at(30 / clip.hz);
  const offset = clip.offsets[3 * (30 * clip.nodes + 4) + 1]!;
  expect(nodeOf(pose, 4)[1]).toBeCloseTo(clip.centre[91]! + offset / 1000, 5);
});

/** A body that stands still but for the height of node 0, in mm. */
function hopping(heights: number[]): Clip {
  const offsets = new Int16Array(3 * clip.nodes * heights.length);
  heights.forEach((height, frame) => {
    offsets[3 * clip.nodes * frame + 1] = height;
  });
  const centre = new Float32Array(3 * heights.length);
  return { ...clip, frames: heights.length, centre, offsets };
}

function heightsBetween(heights: number[], stepsAFrame = 8): number[] {
  const pose = new Pose(hopping(heights));
  return Array.from({ length: (heights.length - 1) * stepsAFrame + 1 }, (_, i) => {
    pose.at(i / stepsAFrame / clip.hz);
    return 1000 * pose.nodes[1]!;
  });
}

test("a swing of three a second is followed far closer than straight lines would", () => {
  const swing = (frame: number): number => 500 * Math.sin((2 * Math.PI * 3 * frame) / clip.hz);
  const frames = Array.from({ length: 60 }, (_, frame) => Math.round(swing(frame)));
  const shown = heightsBetween(frames);
  let [curved, straight] = [0, 0];
  for (let i = 8; i < shown.length - 8; i++) {
    const [from, share] = [Math.floor(i / 8), (i % 8) / 8];
    const line = frames[from]! + (frames[Math.min(from + 1, 59)]! - frames[from]!) * share;
    curved = Math.max(curved, Math.abs(shown[i]! - swing(i / 8)));
    straight = Math.max(straight, Math.abs(line - swing(i / 8)));
  }
  expect(curved).toBeLessThan(0.5 * straight);
});

test("a steady way is straight, and goes on without a jerk from frame to frame", () => {
  const shown = heightsBetween([0, 100, 200, 300, 400]);
  shown.forEach((height, i) => {
    expect(height).toBeCloseTo(12.5 * i, 2);
  });
});

test("a foot that meets the ground does not sink into it, and a body that is thrown does not swing back first", () => {
  for (const height of heightsBetween([900, 600, 300, 0, 0, 0])) expect(height).toBeGreaterThan(-1e-3);
  const thrown = heightsBetween([0, 0, 0, 20_000, 20_000, 20_000]);
  for (const height of thrown) {
    expect(height).toBeGreaterThan(-1e-3);
    expect(height).toBeLessThan(20_000.01);
  }
});

test("whatever the frames, nothing leaves what two of them span by more than the lesser step beside them", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomNumbers(seed);
    const heights = Array.from({ length: 12 }, () => Math.round(30_000 * (random() - 0.5) * random() ** 4));
    const shown = heightsBetween(heights);
    for (let i = 8; i < shown.length - 16; i++) {
      const from = Math.floor(i / 8);
      const [before, a, b, after] = [-1, 0, 1, 2].map((step) => heights[from + step]!) as [
        number,
        number,
        number,
        number,
      ];
      const room = Math.max(
        Math.min(Math.abs(a - before), Math.abs(b - a)),
        Math.min(Math.abs(b - a), Math.abs(after - b)),
      );
      expect(shown[i]).toBeGreaterThanOrEqual(Math.min(a, b) - 0.45 * room - 0.01);
      expect(shown[i]).toBeLessThanOrEqual(Math.max(a, b) + 0.45 * room + 0.01);
    }
  }
});

test("before the birth and after the end the body rests", () => {
  const pose = new Pose(clip);
  pose.at(-1);
  const first = [...pose.nodes];
  pose.at(0);
  expect([...pose.nodes]).toEqual(first);
  pose.at(1000);
  expect(pose.centre[0]).toBeCloseTo(clip.centre[3 * (clip.frames - 1)]!, 5);
});

test("a moment allocates nothing: the same arrays are filled again", () => {
  const pose = new Pose(clip);
  const { nodes, centre } = pose;
  pose.at(3);
  expect(pose.nodes).toBe(nodes);
  expect(pose.centre).toBe(centre);
});

test("a placement turns the way and keeps the body's shape", () => {
  const free = new Pose(clip);
  const placed = new Pose(clip, { turn: 1, lane: 3, from: [clip.centre[0]!, clip.centre[2]!] });
  for (const pose of [free, placed]) pose.at(7.3);
  expect(placed.lengths[0]).toBeCloseTo(free.lengths[0]!, 4);
  const away = Math.hypot(free.centre[0]! - clip.centre[0]!, free.centre[2]! - clip.centre[2]!);
  expect(Math.hypot(placed.centre[0]!, placed.centre[2]! - 3)).toBeCloseTo(away, 4);
  expect(placed.centre[1]).toBe(free.centre[1]);
});
