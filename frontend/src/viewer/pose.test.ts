import { expect, test } from "vitest";
import { Pose } from "./pose";
import { walkingClip } from "./synthetic";

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

test("between two frames nodes are where the straight line between them says", () => {
  const pose = new Pose(clip);
  const at = (seconds: number): number[] => {
    pose.at(seconds);
    return nodeOf(pose, 2);
  };
  const [before, after, between] = [at(2), at(2 + 1 / clip.hz), at(2 + 0.25 / clip.hz)];
  for (const axis of [0, 1, 2]) {
    expect(between[axis]).toBeCloseTo(0.75 * before[axis]! + 0.25 * after[axis]!, 5);
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
  expect(placed.muscleLength(0)).toBeCloseTo(free.muscleLength(0), 4);
  const away = Math.hypot(free.centre[0]! - clip.centre[0]!, free.centre[2]! - clip.centre[2]!);
  expect(Math.hypot(placed.centre[0]!, placed.centre[2]! - 3)).toBeCloseTo(away, 4);
  expect(placed.centre[1]).toBe(free.centre[1]);
});
