import { expect, test } from "vitest";
import { bandOf, placesOf, quantile, readAt } from "./bands";
import {
  type Brush,
  brushBetween,
  moved,
  type NumberAxis,
  type ParallelAxis,
  passing,
  rangeOf,
  shareOf,
  shareOn,
  valueAt,
} from "./brushing";
import { type Group, grouped, groupings } from "./grouping";
import { tested } from "./groups-panel";
import { aComparedRun, aComparison, INFOS } from "./samples";
import { differing, entrants, shown } from "./settings";
import { effectWords, holm, leastP, mannWhitney } from "./statistics";

const STATED = { task: "run", hidden: 8, clips_top: 10 };
const six = () =>
  entrants(
    aComparison(
      [
        aComparedRun(1, { settings: { population: 100, brain: "none" } }),
        aComparedRun(2, { settings: { population: 100, brain: "none" }, tags: ["good"] }),
        aComparedRun(3, { settings: { population: 20, brain: "none" }, tags: ["good", "old"] }),
        aComparedRun(4, { settings: { population: 100, brain: "neat" } }),
        aComparedRun(5, { settings: { population: 100, brain: "neat", clips_top: 3 } }),
        aComparedRun(6, { settings: { population: 20, brain: "neat" } }),
      ],
      STATED,
    ),
    INFOS,
  );

test("only settings that differ and have an effect are told", () => {
  expect(differing(six(), INFOS)).toEqual(["population", "brain", "clips_top"]);
  const dead = entrants(
    aComparison(
      [1, 2].map((id) => aComparedRun(id, { settings: { hidden: id } })),
      { brain: "none" },
    ),
    INFOS,
  );
  expect(differing(dead, INFOS)).toEqual([]);
  const nets = ["none", "pure"].map((brain, id) => aComparedRun(id, { settings: { brain } }));
  expect(differing(entrants(aComparison(nets, { hidden: 8 }), INFOS), INFOS)).toEqual(["brain"]);
  expect(shown("brain", "neat", INFOS)).toBe("NEAT: a net that grows");
  expect(shown("hidden", undefined, INFOS)).toBe("no effect");
  expect(shown("population", 1500, INFOS)).toBe("1\u2009500 creatures");
});

test("runs are grouped by settings that are equal but for the seed and what is stored", () => {
  const groups = grouped(six(), "seeds", INFOS)!;
  expect(groups.map(({ label, members }) => [label, members.map(({ id }) => id)])).toEqual([
    ["Population 20 creatures, Brain NEAT: a net that grows", [6]],
    ["Population 20 creatures, Brain none", [3]],
    ["Population 100 creatures, Brain NEAT: a net that grows", [4, 5]],
    ["Population 100 creatures, Brain none", [1, 2]],
  ]);
  const alike = entrants(aComparison([aComparedRun(1), aComparedRun(2)]), INFOS);
  expect(grouped(alike, "seeds", INFOS)!.map(({ label }) => label)).toEqual(["Equal settings"]);
});

test("no two groups have one name, however many settings differ", () => {
  const many = { population: 1, brain: "none", clips_top: 1, hidden: 1, task: "run" };
  const runs = [1, 2, 3, 4].map((id) =>
    aComparedRun(id, {
      settings: {
        ...many,
        population: id > 3 ? 20 : 100,
        brain: "pure",
        task: id > 3 ? "jump" : "run",
        hidden: 8,
        gravity: id,
      },
    }),
  );
  const infos = { ...INFOS, gravity: { ...INFOS.population!, title: "Gravity", unit: "m/s²" } };
  for (const title of ["seconds", "friction", "arena"])
    Object.assign(infos, { [title]: { ...INFOS.population!, title } });
  for (const [i, { settings }] of runs.entries())
    Object.assign(settings, { seconds: i > 2 ? 1 : 2, friction: 1, arena: 1 });
  const labels = grouped(entrants(aComparison(runs), infos), "seeds", infos)!.map(({ label }) => label);
  expect(labels).toHaveLength(4);
  expect(new Set(labels).size).toBe(4);
  expect(labels.join("; ")).toContain("Gravity 1 m/s²");
});

test("runs are grouped by a setting, by tag, or not at all", () => {
  const ids = (by: string) =>
    grouped(six(), by, INFOS)!.map(({ label, members }) => [label, members.map(({ id }) => id)]);
  expect(ids("setting.population")).toEqual([
    ["Population 20 creatures", [3, 6]],
    ["Population 100 creatures", [1, 2, 4, 5]],
  ]);
  expect(ids("tag")).toEqual([
    ["good", [2, 3]],
    ["no tag", [1, 4, 5, 6]],
    ["old", [3]],
  ]);
  expect(grouped(six(), "none", INFOS)).toBeNull();
  expect(grouped(six(), "setting.nonsense", INFOS)).toBeNull();
  expect(groupings(six(), INFOS).map(([key]) => key)).toEqual([
    "none",
    "seeds",
    "tag",
    "setting.population",
    "setting.brain",
  ]);
});

test("a curve is straight between its points, and is nothing before its first and after its last", () => {
  expect(readAt([2, 4, 8], [10, 20, 0], [0, 2, 3, 4, 6, 8, 9])).toEqual([null, 10, 15, 20, 10, 0, null]);
  expect(readAt([], [], [0, 1])).toEqual([null, null]);
});

test("curves are read at every generation there is, or at even places and at their ends", () => {
  const runs = [
    aComparedRun(1),
    aComparedRun(2, { curve: { ...aComparedRun(2).curve, generation: [0, 5, 9] } }),
  ];
  expect(placesOf(runs, "generation")).toEqual([0, 1, 2, 5, 9]);
  const long = Array.from({ length: 400 }, (_, i) => i * 1.5);
  const many = [long, long.map((s) => s * 1.01)].map((seconds, i) =>
    aComparedRun(i, { curve: { ...aComparedRun(1).curve, seconds } }),
  );
  const places = placesOf(many, "seconds");
  expect(places.length).toBeLessThan(310);
  expect(places.at(-1)).toBeCloseTo(598.5 * 1.01);
  expect(places).toContain(598.5);
});

test("a band is the median and the quartiles as numpy has them, as far as half of the curves go", () => {
  const curves = [
    [1, 4, 7, 1],
    [2, 5, null, null],
    [3, 6, 8, null],
    [10, 7, 9, null],
  ];
  const band = bandOf(curves, [true, true, true, true]);
  expect(band.median).toEqual([2.5, 5.5, 7.5, null]); // the second, which is done, keeps its 5
  expect(band.low).toEqual([1.75, 4.75, 6.5, null]);
  expect(band.high).toEqual([4.75, 6.25, 8.25, null]);
  expect(bandOf(curves, [true, false, true, true]).median).toEqual([2.5, 5.5, 8, null]); // it is not so far yet
  expect(quantile([5], 0.25)).toBe(5);
});

/** All ways to draw n of the values, by recursion: what the test's exact p is held to. */
function* draws(values: number[], n: number, chosen: number[] = [], from = 0): Generator<number[]> {
  if (chosen.length === n) yield chosen;
  else for (let i = from; i < values.length; i++) yield* draws(values, n, [...chosen, i], i + 1);
}

function byCounting(first: number[], second: number[]): number {
  const all = [...first, ...second];
  const u = (chosen: Set<number>): number => {
    let pairs = 0;
    all.forEach((a, i) => {
      all.forEach((b, j) => {
        if (chosen.has(i) && !chosen.has(j)) pairs += a > b ? 1 : a === b ? 0.5 : 0;
      });
    });
    return pairs;
  };
  const middle = (first.length * second.length) / 2;
  const observed = Math.abs(u(new Set(first.keys())) - middle);
  let [far, count] = [0, 0];
  for (const chosen of draws(all, first.length)) {
    count++;
    if (Math.abs(u(new Set(chosen)) - middle) >= observed - 1e-9) far++;
  }
  return far / count;
}

test("the test of two groups is what counting every division of the values comes to, ties and all", () => {
  let state = 7;
  const random = (): number => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 31;
  };
  for (let round = 0; round < 40; round++) {
    const sample = (n: number, shift: number): number[] =>
      Array.from({ length: n }, () => Math.floor(6 * random() + shift));
    const first = sample(2 + (round % 4), 2 * random());
    const second = sample(2 + (round % 3), 0);
    const found = mannWhitney(first, second)!;
    expect(found.exact).toBe(true);
    expect(found.p).toBeCloseTo(byCounting(first, second), 10);
    expect(found.delta).toBeCloseTo(-mannWhitney(second, first)!.delta, 10);
  }
});

test("the test knows its textbook values: complete separation, no difference, an effect's size", () => {
  const apart = mannWhitney([4, 5, 6], [1, 2, 3])!;
  expect(apart).toMatchObject({ u: 9, exact: true, delta: 1 });
  expect(apart.p).toBeCloseTo(0.1);
  expect(leastP(3, 3)).toBeCloseTo(0.1);
  expect(mannWhitney([1, 1], [1, 1])).toMatchObject({ u: 2, p: 1, delta: 0 });
  expect(mannWhitney([], [1])).toBeNull();
  expect([0.1, -0.2, 0.4, -0.9].map(effectWords)).toEqual(["negligible", "small", "medium", "large"]);
});

test("beyond forty values the normal approximation is near the exact value", () => {
  const first = Array.from({ length: 20 }, (_, i) => i + 5.5);
  const second = Array.from({ length: 20 }, (_, i) => i);
  const exact = mannWhitney(first, second)!;
  const more = mannWhitney([...first, 15], [...second, 10.5])!;
  expect([exact.exact, more.exact]).toEqual([true, false]);
  expect(Math.abs(Math.log(more.p / exact.p))).toBeLessThan(0.35);
  const far = mannWhitney(
    Array.from({ length: 60 }, (_, i) => i + 100),
    Array.from({ length: 60 }, (_, i) => i),
  )!;
  expect(far.p).toBeGreaterThan(1e-22);
  expect(far.p).toBeLessThan(1e-18);
});

test("groups are tested by their champions' held-out means, each against one of them", () => {
  const group = (label: string, ids: number[]): Group => ({
    label,
    members: ids.map((id) => aComparedRun(id)),
  });
  const rows = tested([group("a", [1, 2, 3]), group("b", [4, 5, 6]), group("c", [2, 3, 7])], 0);
  expect(rows[0]!.test).toBeNull();
  expect(rows[1]!.test).toMatchObject({ u: 9, delta: 1 });
  expect(rows[1]!.p).toBeCloseTo(0.2); // 0.1, one of two comparisons
  expect(rows[2]!.test!.u).toBe(3); // against 1 alone: 2 and 3 are in both
});

test("several comparisons are corrected by Holm", () => {
  expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
  expect(holm([0.6, 0.7])).toEqual([1, 1]);
});

const scores: NumberAxis = {
  kind: "number",
  key: "score",
  title: "Score",
  unit: "",
  ...rangeOf([1, 6]),
  value: ({ run }) => (run.id === 6 ? null : run.id),
  shown: String,
};
const brains: ParallelAxis = {
  kind: "choice",
  key: "brain",
  title: "Brain",
  unit: "",
  choices: ["none", "neat"],
  value: ({ settings }) => `${settings.get("brain")}`,
};

test("marks on axes let through the runs that lie within all of them", () => {
  const ids = (...brushes: [string, Brush][]) =>
    passing(six(), [scores, brains], new Map(brushes)).map(({ run }) => run.id);
  expect(ids()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(ids(["score", { low: 2, high: 9 }])).toEqual([2, 3, 4, 5]); // a run without a score lies in no mark
  expect(ids(["score", { low: 2, high: 4 }], ["brain", { choices: new Set(["neat"]) }])).toEqual([4]);
});

test("dragging along an axis marks values or choices, and a touch marks nothing", () => {
  expect(brushBetween(scores, 0.8, 0.2)).toEqual({ low: 2, high: 5 });
  expect(brushBetween(scores, 0.99, 0.2)).toEqual({ low: 2, high: 6 }); // begun near the end, it takes the end in
  expect(brushBetween(scores, 0.5, 0.5)).toBeNull();
  expect(brushBetween(brains, 0.6, 0.9)).toEqual({ choices: new Set(["neat"]) });
  expect(brushBetween(brains, -1, 2)).toBeNull();
});

test("values far apart lie on a logarithmic axis, equal ones in the middle", () => {
  const axis = { ...scores, ...rangeOf([10, 100_000]) };
  expect(axis.logarithmic).toBe(true);
  expect(shareOf(axis, 1000)).toBeCloseTo(0.5);
  expect(valueAt(axis, 0.25)).toBeCloseTo(100);
  expect(shareOf({ ...scores, ...rangeOf([4, 4]) }, 4)).toBe(0.5);
  expect(shareOn(brains, six()[5]!)).toBe(0.75);
  expect(shareOn(scores, six()[5]!)).toBeNull();
});

test("axes are put in another order", () => {
  const keys = (to: number) =>
    moved([{ key: "a" }, { key: "b" }, { key: "c" }], "a", to).map(({ key }) => key);
  expect([keys(0), keys(1), keys(9), keys(-1)].map((found) => found.join(""))).toEqual([
    "abc",
    "bac",
    "bca",
    "abc",
  ]);
});
