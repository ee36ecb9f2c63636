// @vitest-environment happy-dom
import { Color } from "three";
import { expect, test } from "vitest";
import { walkingClip } from "../../viewer/synthetic";
import type { Racer } from "../entry";
import { placed, resultsPanel } from "./results";

function racer(mark: string, fitness: number): Racer {
  const clip = { ...walkingClip(), fitness };
  return {
    name: mark,
    short: `${mark} run`,
    mark,
    href: "#",
    beside: "held-out 1",
    colour: "red",
    tint: () => new Color(),
    hasLabel: true,
    clip,
  };
}

test("the highest score wins, and equal scores share a place", () => {
  const places = placed([racer("1", 5), racer("2", 9), racer("3", 5), racer("4", 1)]);
  expect(places.map(({ racer: { mark }, place }) => [mark, place])).toEqual([
    ["2", 1],
    ["1", 2],
    ["3", 2],
    ["4", 4],
  ]);
});

test("the result tells score, targets and distance of each", () => {
  const rows = [...resultsPanel([racer("1", 5), racer("2", 9)]).querySelectorAll("tbody tr")];
  expect(rows.map((row) => [...row.children].map((cell) => cell.textContent))).toEqual([
    ["1", "2 run", "9.00", "2", expect.stringMatching(/^16\./), "held-out 1", ""],
    ["2", "1 run", "5.00", "2", expect.stringMatching(/^16\./), "held-out 1", ""],
  ]);
});
