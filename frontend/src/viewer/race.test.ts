import { expect, test } from "vitest";
import { Pose } from "./pose";
import { placements, RaceTrack, wayOf } from "./race";
import { walkingClip } from "./synthetic";

test("lanes are 1.7 m apart, round the middle", () => {
  const clips = [walkingClip(), walkingClip(), walkingClip()];
  expect(placements(clips).map((place) => place?.lane)).toEqual([-1.7, 0, 1.7]);
});

test("every racer starts on the line and runs to the right, whichever way it went", () => {
  const north = walkingClip(20, 1);
  for (let frame = 0; frame < north.frames; frame++) {
    north.centre.set([3, 0.5, 2 - north.centre[3 * frame]!], 3 * frame);
  }
  for (const clip of [walkingClip(20, 1), north]) {
    const pose = new Pose(clip, placements([clip])[0]);
    pose.at(0);
    expect(pose.centre[0]).toBeCloseTo(0, 4);
    pose.at(20);
    expect(pose.centre[0]).toBeGreaterThan(19.9);
    expect(pose.centre[2]).toBeCloseTo(0, 2);
  }
});

test("nobody is turned or carried to other ground: on steps lanes lie beside each other, on waves all stay in place", () => {
  const steps = { kind: "steps", first: 2.5, depth: 1.2, rise: 0.05 } as const;
  const waves = { kind: "waves", start: 2, ramp: 3, waves: [] } as {
    kind: "waves";
    start: 2;
    ramp: 3;
    waves: [];
  };
  const south = walkingClip(20, -1);
  const climbers = [walkingClip(), south].map((clip) => ({ ...clip, terrain: steps }));
  for (const [i, place] of placements(climbers).entries()) {
    const pose = new Pose(climbers[i]!, place);
    pose.at(7);
    expect(pose.centre[0]).toBeCloseTo(new Pose(climbers[i]!).centre[0]! + (i ? -7 : 0.8 * 7), 3);
  }
  expect(placements([{ ...south, terrain: waves }])).toEqual([null]);
});

test("in the task run the way is x as it is, backwards included", () => {
  const clip = { ...walkingClip(10, -1), task: "run" };
  expect(wayOf(clip)).toBe(0);
});

test("the whole field stays in the picture, and the camera never comes nearer again", () => {
  const poses = [walkingClip(20, 0.1), walkingClip(20, 2)].map((clip) => new Pose(clip));
  const track = new RaceTrack(poses);
  let last = 0;
  for (let seconds = 0; seconds <= 20; seconds += 0.5) {
    const radius = track.radiusAt(seconds, 2);
    expect(radius).toBeGreaterThanOrEqual(last - 1e-6);
    expect(2 * radius).toBeGreaterThan((1.9 * seconds) / 2);
    last = radius;
  }
});
