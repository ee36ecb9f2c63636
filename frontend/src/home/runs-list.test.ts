import { describe, expect, it } from "vitest";
import type { RunSummary } from "../generated/api";
import { aRun } from "../panels/samples";
import { queryOf } from "./query";
import { isInOrder, RunsList, stateChoices, totals } from "./runs-list";

const runs = [
  aRun({ id: 3, name: "pellets", held_out_mean: 90, best: 100 }),
  aRun({ id: 2, name: "Climber", held_out_mean: 50, best: 60 }),
  aRun({ id: 1, name: "walker", state: "DONE", finished: "2026-11-01T00:00:00Z", best: null }),
];
const newest = queryOf("");
const byScore = queryOf("?order=-best");

function listOf(items: RunSummary[]): RunsList {
  const list = new RunsList();
  list.show({ count: items.length, states: { RUNNING: 2, DONE: 1 }, items });
  return list;
}

describe("the list of runs", () => {
  it("takes news in place: no row moves by itself", () => {
    const list = listOf(runs);
    list.take(
      [aRun({ id: 1, revision: 5, best: 900 }), aRun({ id: 2, name: "Climber", revision: 5, best: 800 })],
      byScore,
    );
    expect(list.listed.map(({ id, best }) => [id, best])).toEqual([
      [3, 100],
      [2, 800],
      [1, 900],
    ]);
  });
  it("knows when the server would put the runs otherwise", () => {
    expect(listOf(runs).take([aRun({ id: 2, name: "Climber", revision: 5, best: 99 })], byScore)).toBe(false);
    expect(listOf(runs).take([aRun({ id: 2, name: "Climber", revision: 5, best: 101 })], byScore)).toBe(true);
    expect(listOf(runs).take([aRun({ id: 2, name: "Climber", revision: 5, best: 101 })], newest)).toBe(false);
  });
  it("hears of new runs, and of those that change their state, name or tags", () => {
    expect(listOf(runs).take([aRun({ id: 4 })], newest)).toBe(true);
    expect(listOf(runs).take([aRun({ id: 2, revision: 5, state: "PAUSED" })], newest)).toBe(true);
    expect(listOf(runs).take([aRun({ id: 2, revision: 5, name: "Climber", tags: ["x"] })], newest)).toBe(
      true,
    );
  });
  it("is not disturbed by runs of other pages, nor by news that was overtaken", () => {
    expect(listOf(runs.slice(0, 1)).take([aRun({ id: 2 })], newest)).toBe(false);
    const list = listOf([aRun({ id: 3, revision: 9, generation: 8 })]);
    list.take([aRun({ id: 3, revision: 4, generation: 3 })], newest);
    expect(list.listed[0]?.generation).toBe(8);
  });
  it("asks about those that may have ended meanwhile, newest first", () => {
    expect(listOf(runs).unfinished()).toEqual([3, 2]);
  });
  it("lets go of what was deleted", () => {
    const list = listOf(runs);
    list.drop([2, 99]);
    expect(list.order).toEqual([3, 1]);
  });
});

describe("an order", () => {
  it("holds while figures fall, or rise, with those without one last", () => {
    expect(isInOrder(runs, "-best")).toBe(true);
    expect(isInOrder(runs, "best")).toBe(false);
    expect(isInOrder([runs[2]!, runs[0]!], "-best")).toBe(false);
    expect(isInOrder([runs[1]!, runs[0]!, runs[2]!], "best")).toBe(true);
  });
  it("of words is the server's to know", () => {
    expect(isInOrder(runs, "name")).toBe(true);
  });
});

describe("what stands above the list", () => {
  it("counts each state, and keeps the chosen one on offer when it is empty", () => {
    expect(stateChoices({ RUNNING: 2, DONE: 1 }, "FAILED").map(({ key, count }) => [key, count])).toEqual([
      ["", 3],
      ["RUNNING", 2],
      ["DONE", 1],
      ["FAILED", 0],
    ]);
  });
  it("sums up", () => {
    expect(totals({ DONE: 400, RUNNING: 2 }, false)).toBe("402 runs in total, 2 running");
    expect(totals({ DONE: 1 }, true)).toBe("1 run found");
  });
});
