import { Vector3 } from "three";
import { expect, test } from "vitest";
import { CameraRig } from "./camera";
import { Pose } from "./pose";
import { RECIPES } from "./recipes";
import { Stage, viewingDistance } from "./stage";
import { greyTheme, jerkyClip, randomNumbers, walkingClip } from "./synthetic";
import { LEAST_RADIUS, LONGEST_LEASH, Track, turn } from "./track";

const FAST = walkingClip(20, 30);

function rigWatching(clip = FAST): { rig: CameraRig; stage: Stage } {
  const stage = new Stage({ ...RECIPES.replay, labels: null }, greyTheme);
  const rig = new CameraRig(stage, null);
  rig.reshape(1.6);
  rig.watch(new Track(clip));
  return { rig, stage };
}

/** Where the creature's centre of mass lies in the picture, −1..1. */
function inPicture(stage: Stage, seconds: number, clip = FAST): Vector3 {
  const pose = new Pose(clip);
  pose.at(seconds);
  stage.camera.updateMatrixWorld();
  return new Vector3().fromArray(pose.centre).project(stage.camera);
}

test.each(["follow", "chase"] as const)("%s keeps a creature of 30 m/s in the picture", (mode) => {
  const { rig, stage } = rigWatching();
  rig.setMode(mode);
  for (let seconds = 0; seconds <= 20; seconds += 0.1) {
    rig.update(seconds);
    const place = inPicture(stage, seconds);
    expect(Math.abs(place.x)).toBeLessThan(0.6);
    expect(Math.abs(place.y)).toBeLessThan(0.6);
  }
});

test.each(["follow", "chase"] as const)("%s never loses a creature, however it is thrown about", (mode) => {
  for (let seed = 1; seed <= 25; seed++) {
    const clip = jerkyClip(seed);
    const { rig, stage } = rigWatching(clip);
    const random = randomNumbers(seed + 99);
    rig.setMode(mode);
    for (let seconds = 0; seconds <= 12; seconds += 0.1 * random()) {
      rig.update(seconds);
      const place = inPicture(stage, seconds, clip);
      expect(Math.abs(place.x), `seed ${seed} at ${seconds} s`).toBeLessThan(0.95);
      expect(Math.abs(place.y), `seed ${seed} at ${seconds} s`).toBeLessThan(0.95);
    }
  }
});

test("a stance taken down can be taken again, in every mode, at another size of the picture", () => {
  for (const mode of ["fixed", "follow", "chase"] as const) {
    const { rig } = rigWatching();
    rig.update(7);
    rig.setMode(mode);
    rig.orbit(0.8);
    const stance = rig.stance();
    const other = rigWatching().rig;
    other.update(7);
    other.take(stance);
    expect(other.mode).toBe(mode);
    expect(other.stance().azimuth).toBeCloseTo(stance.azimuth, 6);
    expect(other.stance().elevation).toBeCloseTo(stance.elevation, 6);
    expect(other.stance().distance).toBeCloseTo(stance.distance, 6);
    other.reshape(0.6);
    expect(other.stance().distance).toBeCloseTo(stance.distance, 6);
  }
});

test("where the mode itself would stand is told without going there", () => {
  const { rig, stage } = rigWatching();
  rig.update(3);
  rig.orbit(1);
  const before = stage.camera.position.clone();
  const own = rig.own();
  expect(stage.camera.position.distanceTo(before)).toBeLessThan(1e-6);
  expect(rig.stance().azimuth - own.azimuth).toBeCloseTo(1, 5);
});

test("a moment looks the same however one got there", () => {
  const { rig, stage } = rigWatching();
  for (let seconds = 0; seconds < 9; seconds += 0.05) rig.update(seconds);
  rig.update(9);
  const played = stage.camera.position.clone();
  rig.update(0);
  rig.update(9);
  expect(stage.camera.position.distanceTo(played)).toBeLessThan(1e-3);
});

test("a fixed camera stays where it is, and follow picks the creature up again", () => {
  const { rig, stage } = rigWatching();
  rig.setMode("fixed");
  const before = stage.camera.position.clone();
  rig.update(10);
  expect(stage.camera.position.distanceTo(before)).toBeLessThan(1e-9);
  rig.setMode("follow");
  expect(Math.abs(inPicture(stage, 10).x)).toBeLessThan(0.6);
});

test("chase stands behind the creature", () => {
  const { rig, stage } = rigWatching();
  rig.setMode("chase");
  rig.update(10);
  const pose = new Pose(FAST);
  pose.at(10);
  expect(stage.camera.position.x).toBeLessThan(pose.centre[0]! - 2);
});

test("a sphere of the given radius fits the smaller side of the picture", () => {
  const { rig, stage } = rigWatching(walkingClip(5, 0.1));
  for (const aspect of [0.5, 1.6]) {
    rig.reshape(aspect);
    const distance = stage.camera.position.distanceTo(rig.target);
    expect(distance).toBeCloseTo(viewingDistance(stage.camera, LEAST_RADIUS), 3);
  }
});

test("the point looked at is never further from the creature than the leash", () => {
  const clip = walkingClip(20, 0);
  for (let frame = 100; frame < clip.frames; frame++) clip.centre[3 * frame] = 25; // a jump
  const track = new Track(clip);
  const focus = new Vector3();
  for (const frame of [99, 100]) {
    track.focusAt(frame / clip.hz, focus);
    const pose = new Pose(clip);
    pose.at(frame / clip.hz);
    expect(Math.abs(focus.x - pose.centre[0]!)).toBeLessThan(LONGEST_LEASH + 0.5);
  }
});

test("turning takes the shorter way round", () => {
  expect(turn(3, -3)).toBeCloseTo(2 * Math.PI - 6);
  expect(turn(0, 1)).toBeCloseTo(1);
});
