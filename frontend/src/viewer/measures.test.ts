import { expect, test } from "vitest";
import { clipOfGenome } from "./genome";
import { distanceAt, scoreAt, speedAt } from "./measures";
import { pelletState } from "./pellets";
import { Pose } from "./pose";
import { Sharpness } from "./sharpness";
import { walkingClip } from "./synthetic";
import { pathPoints } from "./trail";

const clip = walkingClip(20, 0.8);

test("score, distance and speed are those of the moment", () => {
  expect(scoreAt(clip, 1.5 / 15)).toBeCloseTo((clip.score[1]! + clip.score[2]!) / 2);
  const z = clip.centre[3 * 150 + 2]! - clip.centre[2]!;
  expect(distanceAt(clip, 10)).toBeCloseTo(Math.hypot(8, z), 3);
  expect(speedAt({ ...clip, centre: clip.centre.map((x, i) => (i % 3 === 2 ? 0 : x)) }, 10)).toBeCloseTo(
    0.8,
    3,
  );
});

test("in the task run, distance counts along x, backwards too", () => {
  expect(distanceAt({ ...walkingClip(20, -0.5), task: "run" }, 10)).toBeCloseTo(-5, 3);
});

test("a pellet is hidden, present, then collected", () => {
  const [first, second, last] = clip.targets;
  expect(pelletState(first!, 74)).toBe("present");
  expect(pelletState(first!, 75)).toBe("collected");
  expect(pelletState(second!, 74.9)).toBe("hidden");
  expect(pelletState(last!, 300)).toBe("present");
});

test("a body that stands still leaves a trail of one point", () => {
  const still = walkingClip(5, 0);
  still.centre.fill(0.5);
  expect(pathPoints(new Pose(still))).toHaveLength(1);
});

test("a genome's body stands on the ground over the origin", () => {
  const genome = {
    nodes: [
      { position: [2, 5, 1] as [number, number, number], size: 0.4, friction: 0.5 },
      { position: [3, 6, 1] as [number, number, number], size: 0.4, friction: 1 },
    ],
    muscles: [{ ends: [0, 1] as [number, number], rest_length: 1, stiffness: 100 }],
  };
  const body = new Pose(clipOfGenome(genome));
  expect(body.nodes[1]).toBeCloseTo(0.2, 3);
  expect(body.centre[0]).toBe(0);
  expect(body.lengths[0]).toBeCloseTo(Math.SQRT2, 3);
});

test("fast machines stay sharp, slow ones draw fewer pixels but never less than half", () => {
  const fast = new Sharpness();
  const slow = new Sharpness();
  for (let i = 0; i < 40; i++) {
    fast.frameTook(0.017);
    slow.frameTook(0.4);
  }
  expect(fast.share).toBe(1);
  expect(slow.share).toBe(0.5);
});
