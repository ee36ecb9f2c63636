import { PerformanceObserver } from "node:perf_hooks";
import { Vector3 } from "three";
import { expect, test } from "vitest";
import { RaceTrack, raceCast } from "./race";
import { greyTheme, randomNumbers, walkingClip } from "./synthetic";

const COUNT = 25;
const MOST_ROUNDS = 8;
const MOMENTS = 10_000;

/** How often the memory was cleared while something ran. */
async function collections(run: () => void): Promise<number> {
  let seen = 0;
  const observer = new PerformanceObserver((list) => {
    seen += list.getEntries().length;
  });
  observer.observe({ entryTypes: ["gc"] });
  run();
  await new Promise((resolve) => setTimeout(resolve, 20)); // what is seen is told later
  observer.disconnect();
  return seen;
}

test("to show 25 creatures at ten thousand moments leaves nothing to be cleared away", async () => {
  const random = randomNumbers(4);
  const kept: Vector3[] = [];
  const clips = Array.from({ length: COUNT }, () => walkingClip(20, random()));
  const cast = raceCast(clips, greyTheme, () => greyTheme.accent);
  const track = new RaceTrack(cast.poses);
  const focus = new Vector3();
  const show = (moment: number): void => {
    const seconds = 20 * ((moment * 0.37) % 1);
    cast.show(seconds);
    track.focusAt(seconds, focus);
  };
  let cleared = Infinity;
  for (let round = 0; round < MOST_ROUNDS && cleared > 1; round++) {
    // until all is compiled: what is not yet has no other place for a number than the heap
    cleared = await collections(() => {
      for (let moment = 0; moment < MOMENTS; moment++) show(moment);
    });
  }
  const wasteful = await collections(() => {
    for (let thing = 0; thing < MOMENTS * COUNT; thing++) kept[thing % 100] = new Vector3();
  });
  expect(cleared).toBeLessThanOrEqual(1);
  expect(wasteful, "what one small thing a creature leaves").toBeGreaterThan(1);
});
