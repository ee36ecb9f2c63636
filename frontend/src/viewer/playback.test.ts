import { expect, test } from "vitest";
import { Playback } from "./playback";

function running(duration = 10): Playback {
  const playback = new Playback();
  playback.load(duration);
  playback.play();
  return playback;
}

test("time passes at the chosen speed, and only while it plays", () => {
  const playback = running();
  playback.setSpeed(0.25);
  playback.advance(2);
  expect(playback.seconds).toBeCloseTo(0.5);
  playback.pause();
  playback.advance(2);
  expect(playback.seconds).toBeCloseTo(0.5);
});

test("in a loop the end leads on to the start", () => {
  const playback = running();
  playback.seek(9.5);
  playback.advance(1);
  expect(playback.seconds).toBeCloseTo(0.5);
  expect(playback.playing).toBe(true);
});

test("without a loop it stops at the end, and play begins again from the start", () => {
  const playback = running();
  playback.setLoop(false);
  playback.advance(99);
  expect([playback.seconds, playback.playing]).toEqual([10, false]);
  playback.play();
  expect([playback.seconds, playback.playing]).toEqual([0, true]);
});

test("seeking stays inside the clip", () => {
  const playback = running();
  playback.seek(-3);
  expect(playback.seconds).toBe(0);
  playback.seek(30);
  expect(playback.seconds).toBe(10);
});

test("a clip of one frame never plays", () => {
  expect(running(0).playing).toBe(false);
});

test("every change is told, until one stops listening", () => {
  const playback = running();
  let told = 0;
  const stop = playback.onChange(() => told++);
  playback.seek(1);
  playback.advance(0.1);
  expect(told).toBe(2);
  stop();
  playback.pause();
  expect(told).toBe(2);
});
