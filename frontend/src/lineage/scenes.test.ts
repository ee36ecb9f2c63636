import { expect, test } from "vitest";
import type { Family } from "./family";
import { aFamily, chance } from "./samples";
import { chooseScenes, MOST_SCENES, sceneAt } from "./scenes";

/** A line of so many creatures; place 0 is the youngest. */
function aLine(fitness: number[], changes: Partial<Family> = {}): Family {
  const places = fitness.map((_, i) => i);
  const line = aFamily(
    places.map((i) => fitness.length - 1 - i),
    places.map((i) => (i + 1 < fitness.length ? [i + 1] : [])),
    places,
  );
  return { ...line, fitness: fitness.toReversed(), ...changes };
}

test("a short line is shown whole, the oldest first", () => {
  expect(chooseScenes(aLine([1, 2, 3]))).toEqual([2, 1, 0]);
});

test("a long line is cut to the scenes with the largest leaps, its ends among them", () => {
  const fitness = Array.from({ length: 60 }, (_, i) => (i < 20 ? 0 : i < 45 ? 30 : 100));
  const scenes = chooseScenes(aLine(fitness));
  expect(scenes).toHaveLength(MOST_SCENES);
  expect(scenes[0]).toBe(59);
  expect(scenes.at(-1)).toBe(0);
  expect(scenes).toContain(59 - 20);
  expect(scenes).toContain(59 - 45);
});

test("a body that grew is a scene though it did no better", () => {
  const nodes = new Array<number>(40).fill(4);
  nodes.fill(5, 0, 11); // place 10 is the first with five nodes
  expect(chooseScenes(aLine(new Array<number>(40).fill(7), { nodes }), 4)).toContain(10);
});

test.each([1, 2, 3, 4, 5])("scenes are few, different and in the order of the line (%i)", (seed) => {
  const random = chance(seed);
  const family = aLine(Array.from({ length: 10 + Math.floor(200 * random()) }, () => 50 * random()));
  const scenes = chooseScenes(family);
  expect(scenes.length).toBeLessThanOrEqual(MOST_SCENES);
  for (let i = 1; i < scenes.length; i++) expect(scenes[i]!).toBeLessThan(scenes[i - 1]!);
});

test("scenes follow each other without a gap, and the last lasts to the end", () => {
  expect([-1, 0, 3.9, 4, 7.99, 8, 12, 99].map((seconds) => sceneAt(seconds, 4, 3))).toEqual([
    0, 0, 0, 1, 1, 2, 2, 2,
  ]);
});
