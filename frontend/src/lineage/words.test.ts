// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { Ancestry, Phylogeny } from "../generated/api";
import { ancestryWords } from "./ancestry";
import { phylogenyWords, speciesColours } from "./phylogeny";

const TREE = {
  creatures: ["9-1", "9-0", "4-2"],
  born: [9, 9, 4],
  parents: [[2], [2], []],
  generation: 9,
  is_alive: [true, true, false],
  ancestor: 2,
  population: 2,
  is_cut: false,
} as unknown as Phylogeny;

test("a tree says who lives, whom they have in common, and what was left out", () => {
  expect(phylogenyWords(TREE)).toBe(
    "Living in generation 9: 2 creatures. Their latest common ancestor is 4-2, born in generation 4. Lines follow first parents.",
  );
  const cut = { ...TREE, ancestor: null, parents: [[], [], []], population: 5000, is_cut: true };
  expect(phylogenyWords(cut)).toContain(
    "the 2 best of 5\u2009000 creatures. They go back to 3 creatures that have no",
  );
  expect(phylogenyWords(cut)).toContain("Not all lines were followed back to generation 0.");
});

test("an ancestry says how much of it is shown", () => {
  const kin = { creatures: ["9-1", "8-0"], looked_at: 2, is_cut: false } as unknown as Ancestry;
  expect(ancestryWords(kin)).toBe("2 creatures: 9-1 and its ancestors.");
  expect(ancestryWords({ ...kin, looked_at: 20_000, is_cut: true })).toMatch(
    /^2 of at least 20.000 creatures: .*largest shares.*Not all of its lines were followed back/,
  );
});

test("species that live together have colours of their own, the largest first; the ninth is grey", () => {
  const eight = Array.from({ length: 8 }, (_, i) => [8 * i + 6, 8 * i + 6]).flat();
  const colours = speciesColours([...eight, 100, 0, 0, 0]);
  expect(new Set([...colours.values()].slice(0, 8)).size).toBe(8);
  expect(colours.get(6)).toBe("c6");
  expect(colours.get(100)).toBe("c-other");
  expect(colours.has(0)).toBe(false);
});
