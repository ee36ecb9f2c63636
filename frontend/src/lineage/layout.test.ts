import { expect, test } from "vitest";
import { type Family, familyOf } from "./family";
import { fold, LEAST_FOLDED, type Shown } from "./fold";
import { branchAt, type Layout, lanesOf } from "./lanes";
import { aFamily, chance, randomFamily } from "./samples";
import { treeOf } from "./tree";
import { neighbourOf } from "./walk";
import { Zoom } from "./zoom";

const WHOLE = () => true;
const FOLDED = () => false;
const SEEDS = Array.from({ length: 30 }, (_, seed) => seed);

function inTime({ parents }: Shown, { from, to }: Layout): boolean {
  return parents.every((all, child) => all.every((parent) => to[parent]! < from[child]!));
}

/** Whether nobody stands or goes along where another does. */
function isClear({ from, end, lane }: Layout): boolean {
  const byLane = new Map<number, [number, number][]>();
  from.forEach((x, i) => {
    byLane.set(lane[i]!, [...(byLane.get(lane[i]!) ?? []), [x, end[i]!]]);
  });
  return [...byLane.values()].every((stretches) => {
    const sorted = stretches.toSorted((a, b) => a[0] - b[0]);
    return sorted.every(([x], i) => i === 0 || x > sorted[i - 1]![1]);
  });
}

test.each(SEEDS)("an ancestry lies so that nothing covers anything and time goes forward (%i)", (seed) => {
  const family = randomFamily(seed, 40, 1 + (seed % 12));
  const shown = fold(family, seed % 2 ? WHOLE : FOLDED, 0);
  const layout = lanesOf(family, shown);
  expect(isClear(layout)).toBe(true);
  expect(inTime(shown, layout)).toBe(true);
  expect(layout.lane.every((lane) => Number.isInteger(lane) && lane >= 0 && lane < layout.lanes)).toBe(true);
});

test("the same family lies the same way every time", () => {
  const layouts = [1, 2].map(() => {
    const family = randomFamily(9, 60, 10);
    return lanesOf(family, fold(family, WHOLE, 0));
  });
  expect(layouts[0]).toEqual(layouts[1]);
});

test("a line without branches is a straight line", () => {
  const family = aFamily([9, 7, 4, 0], [[1], [2], [3], []], [0, 1, 2, 3]);
  const shown = fold(family, WHOLE, 0);
  const layout = lanesOf(family, shown);
  expect(layout.lane).toEqual([0, 0, 0, 0]);
  expect(shown.nodeOf.map((node) => layout.from[node])).toEqual([9, 7, 4, 0]);
});

test("a child branches off after its parent's birth and before its own", () => {
  for (const [to, x] of [
    [0, 0.5],
    [3, 4],
    [3, 40],
  ] as const) {
    expect(branchAt(x, to)).toBeGreaterThan(to);
    expect(branchAt(x, to)).toBeLessThan(x);
  }
});

test.each(SEEDS)("folding loses nobody, and only folds who neither branches nor joins (%i)", (seed) => {
  const family = randomFamily(seed, 60, 2);
  const shown = fold(family, FOLDED, 0);
  expect(shown.members.flat().toSorted((a, b) => a - b)).toEqual(family.born.map((_, i) => i));
  for (const stretch of shown.members.filter(({ length }) => length > 1)) {
    expect(stretch.length).toBeGreaterThanOrEqual(LEAST_FOLDED);
    for (const [i, place] of stretch.entries()) {
      expect(family.parents[place]).toHaveLength(1);
      expect(family.children[place]).toHaveLength(1);
      if (i > 0) expect(family.parents[place]).toEqual([stretch[i - 1]]);
    }
  }
  shown.members.forEach((stretch, node) => {
    for (const place of stretch) expect(shown.nodeOf[place]).toBe(node);
  });
});

test("a long line folds between its ends, and opens again", () => {
  const family = aFamily([9, 8, 7, 6, 5, 4, 3], [[1], [2], [3], [4], [5], [6], []], [0, 1, 2, 3, 4, 5, 6]);
  expect(fold(family, FOLDED, 0).members).toEqual([[0], [5, 4, 3, 2, 1], [6]]);
  expect(fold(family, (oldest) => oldest === 5, 0).members.every(({ length }) => length === 1)).toBe(true);
  expect(fold(family, FOLDED, 3).members).toContainEqual([3]);
});

function randomTree(seed: number, size: number): Family {
  const random = chance(seed);
  const parents = [[], ...Array.from({ length: size - 1 }, (_, i) => [Math.floor(random() * (i + 1))])];
  const born: number[] = [];
  parents.forEach(([parent], i) => {
    born[i] = parent === undefined ? 0 : born[parent]! + 1 + Math.floor(random() * 4);
  });
  return aFamily(born, parents);
}

test.each(SEEDS)(
  "in a tree every leaf has a row of its own, and parents stand amid their children (%i)",
  (seed) => {
    const family = randomTree(seed, 80);
    const shown = fold(family, WHOLE, -1);
    const layout = treeOf(family, shown);
    const leaves = layout.lane.filter((_, i) => shown.children[i]!.length === 0);
    expect(leaves.toSorted((a, b) => a - b)).toEqual(leaves.map((_, i) => i));
    expect(layout.lanes).toBe(leaves.length);
    expect(inTime(shown, layout)).toBe(true);
    shown.children.forEach((children, i) => {
      if (children.length === 0) return;
      const lanes = children.map((child) => layout.lane[child]!);
      expect(layout.lane[i]).toBeGreaterThanOrEqual(Math.min(...lanes));
      expect(layout.lane[i]).toBeLessThanOrEqual(Math.max(...lanes));
    });
  },
);

test("arrow keys follow edges, and go back the way they came", () => {
  //  0 (born 3) is the child of 1 and 2, both born in 2; 3 is the parent of both
  const family = aFamily([3, 2, 2, 0], [[1, 2], [3], [3], []], [0, 1, 3]);
  const shown = fold(family, WHOLE, 0);
  const layout = lanesOf(family, shown);
  expect(neighbourOf(shown, layout, [0], "ArrowLeft")).toBe(1);
  const other = layout.lane[2]! > layout.lane[1]! ? "ArrowDown" : "ArrowUp";
  expect(neighbourOf(shown, layout, [0, 1], other)).toBe(2);
  expect(neighbourOf(shown, layout, [0, 1, 2], "ArrowLeft")).toBe(3);
  expect(neighbourOf(shown, layout, [0, 1, 2, 3], "ArrowRight")).toBe(2);
  expect(neighbourOf(shown, layout, [0, 1, 2, 3], "ArrowLeft")).toBeNull();
  expect(neighbourOf(shown, layout, [0], "ArrowRight")).toBeNull();
  expect(neighbourOf(shown, layout, [0], "x")).toBeNull();
});

test("zooming keeps what lies under the pointer where it is, and nothing is lost by pulling", () => {
  const zoom = new Zoom();
  zoom.fit({ first: 0, last: 100, lanes: 20 }, { width: 1000, height: 400 });
  expect(zoom.x(0)).toBeGreaterThanOrEqual(0);
  expect(zoom.x(100)).toBeLessThanOrEqual(1000);
  expect(zoom.y(19)).toBeLessThanOrEqual(400);
  const under = zoom.generationAt(400);
  zoom.by(2, 400, 200);
  expect(zoom.generationAt(400)).toBeCloseTo(under);
  zoom.pan(1e6, -1e6);
  expect(zoom.x(0)).toBeLessThan(1000);
  expect(zoom.y(19)).toBeGreaterThan(0);
  zoom.reveal(100, 0);
  expect(zoom.x(100)).toBeLessThanOrEqual(1000);
  expect(zoom.y(0)).toBeGreaterThanOrEqual(0);
});

test("a family knows the children of each", () => {
  const columns = {
    creatures: ["2-0", "1-0", "0-0"],
    born: [2, 1, 0],
    operators: ["crossover", "mutation", "random"],
  };
  const figures = { fitness: [1, 2, 3], nodes: [4, 4, 4], muscles: [5, 5, 5] };
  const kin = { ...columns, ...figures, parents: [[1, 2], [2], []] };
  expect(familyOf(kin as unknown as Parameters<typeof familyOf>[0], [0, 1, 2]).children).toEqual([
    [],
    [0],
    [0, 1],
  ]);
});
