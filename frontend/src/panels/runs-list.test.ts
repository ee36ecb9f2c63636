import { describe, expect, it } from "vitest";
import { chosenRuns, matches, stateChoices, totals } from "./runs-list";
import { aRun } from "./samples";

const runs = [
  aRun({ id: 1, name: "walker", state: "DONE", held_out_mean: 10, created: "2026-11-01T00:00:00Z" }),
  aRun({ id: 2, name: "Climber", state: "RUNNING", held_out_mean: null, created: "2026-11-02T00:00:00Z" }),
  aRun({
    id: 3,
    name: "pellets",
    state: "RUNNING",
    held_out_mean: 90,
    created: "2026-11-03T00:00:00Z",
    owner: "jo",
  }),
];
const all = { search: "", state: "ALL", order: "newest" } as const;
const ids = (choices: Parameters<typeof chosenRuns>[1]) => chosenRuns(runs, choices).map(({ id }) => id);

describe("the list of runs", () => {
  it("is in the order asked for; a run without a score comes last by score", () => {
    expect(ids(all)).toEqual([3, 2, 1]);
    expect(ids({ ...all, order: "held_out" })).toEqual([3, 1, 2]);
    expect(ids({ ...all, order: "name" })).toEqual([2, 3, 1]);
  });
  it("holds those of the chosen state that match every word", () => {
    expect(ids({ ...all, state: "RUNNING" })).toEqual([3, 2]);
    expect(ids({ ...all, search: "jo PELL" })).toEqual([3]);
    expect(matches(runs[0]!, "walker jo")).toBe(false);
  });
  it("counts the matches of each state, and keeps the chosen state on offer when it is empty", () => {
    expect(
      stateChoices(runs, { ...all, search: "e", state: "FAILED" }).map(({ key, count }) => [key, count]),
    ).toEqual([
      ["ALL", 3],
      ["RUNNING", 2],
      ["DONE", 1],
      ["FAILED", 0],
    ]);
  });
  it("is summed up with the total that the server knows of", () => {
    expect(totals(runs, 412)).toBe("412 runs in total, 2 running");
  });
});
