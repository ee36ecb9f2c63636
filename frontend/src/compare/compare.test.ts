// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { spread } from "../charts/end-labels";
import { aGeneration } from "../panels/samples";
import { walkingClip } from "../viewer/synthetic";
import { byNodes } from "./distributions";
import { type Entry, orderedCss, racersOf } from "./entry";
import { changesPanel, rankingPanel } from "./measures";
import { stack } from "./race-labels";
import { rebin } from "./rebin";

function entry(number: number, speed: number): Entry {
  return {
    stats: aGeneration(number, { held_out: [number] }),
    champion: `${number}-0`,
    clip: walkingClip(20, speed),
  };
}

test("the furthest is first at the moment shown, and bars share one scale", () => {
  const panel = rankingPanel(racersOf(1, [entry(0, 0.2), entry(5, 0.8)]));
  panel.update(10);
  const rows = [...panel.root.querySelectorAll("li")].sort(
    (a, b) => Number(a.style.order) - Number(b.style.order),
  );
  expect(rows[0]!.textContent).toMatch(/^1gen 58\.0/);
  expect(rows[1]!.textContent).toMatch(/^2gen 02\./);
  expect(panel.root.querySelector("h2")!.textContent).toBe("Distance at 10.00 s m");
});

test("what changed has a column a generation, and no row without a figure", () => {
  const entries = [entry(0, 1), entry(5, 1)];
  const words = [...changesPanel(entries, racersOf(1, entries)).querySelectorAll("tbody tr")].map(
    (row) => row.textContent,
  );
  expect(words).toContain("Muscles1111");
  for (const absent of ["Targets reached", "Held-out mean"]) {
    expect(words.some((row) => row?.startsWith(absent))).toBe(false);
  }
});

test("racers are ranked by score as well, and the choice says in which unit", () => {
  const panel = rankingPanel(racersOf(1, [entry(0, 0.2), entry(5, 0.8)]));
  panel.update(20);
  panel.root.querySelectorAll<HTMLButtonElement>("[aria-label='Ranked by'] button")[1]!.click();
  expect(panel.root.querySelector("h2")!.textContent).toBe("Score at 20.00 s points");
  expect(panel.root.querySelector("li b")!.textContent).toBe("200.00");
});

test("body sizes are shares of a generation's creatures, with room on both sides", () => {
  const { x, lines } = byNodes([aGeneration(0), aGeneration(5, { nodes: { "7": 3, "5": 1 } })]);
  expect(x).toEqual([4, 5, 6, 7, 8]);
  expect(lines).toEqual([
    [0, 60, 40, 0, 0],
    [0, 25, 0, 75, 0],
  ]);
});

test("the last generation takes the colour that contrasts most", () => {
  expect(orderedCss(0, 4)).toBe("color-mix(in srgb, var(--ev-o2) 0%, var(--ev-o1))");
  expect(orderedCss(3, 4)).toBe("color-mix(in srgb, var(--ev-o5) 100%, var(--ev-o4))");
  expect(orderedCss(0, 1)).toBe("color-mix(in srgb, var(--ev-o5) 100%, var(--ev-o4))");
});

test("numbers over heads that are close together are stacked, none covers another", () => {
  const places = [
    { x: 100, y: 100 },
    { x: 110, y: 95 },
    { x: 120, y: 104 },
    { x: 300, y: 100 },
  ];
  stack(places);
  for (const [i, a] of places.entries()) {
    for (const b of places.slice(0, i)) {
      expect(Math.abs(a.x - b.x) >= 46 || Math.abs(a.y - b.y) >= 23).toBe(true);
    }
  }
  expect(places[3]).toEqual({ x: 300, y: 100 });
});

test("names at lines' ends stay apart and within the picture, in the order of the lines", () => {
  const labels = [5, 3, 4, 60].map((y) => ({ text: `${y}`, colour: "red", y }));
  expect(spread(labels, 13, 100, 0).map(({ text, y }) => [text, y])).toEqual([
    ["3", 0],
    ["4", 13],
    ["5", 26],
    ["60", 60],
  ]);
  expect(spread(labels, 13, 50).map(({ y }) => y)).toEqual([-21, -8, 5, 50]);
});

test("a histogram over other bins keeps every creature and where it lies", () => {
  const shares = rebin({ low: 0, high: 10, counts: [2, 6] }, -10, 30, 8);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100);
  expect(shares.map(Math.round)).toEqual([0, 0, 25, 75, 0, 0, 0, 0]);
  const point = rebin({ low: 4, high: 4, counts: [8] }, 0, 8, 4);
  expect(point.reduce((sum, share) => sum + share, 0)).toBeCloseTo(100);
});
