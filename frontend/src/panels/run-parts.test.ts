// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { fate, origin } from "./creature-card";
import { segmented } from "./dom";
import { eventsOf } from "./events";
import { faultOf, runNote } from "./run-notes";
import { aCreature, aGeneration, aRun } from "./samples";
import { deviationOf, meanOf, spreadOf } from "./scores";

describe("the event log", () => {
  it("tells of every new best, newest first, and for how long it has held", () => {
    const texts = eventsOf(aRun(), [
      aGeneration(0, { best: 10, held_out_mean: 9 }),
      aGeneration(1, { best: 12, held_out_mean: 11, champion: "1-4" }),
      aGeneration(2, { best: 12 }),
      aGeneration(3, { best: 12 }),
    ]).map(({ at, text }) => `${at}: ${text}`);
    expect(texts.slice(0, 3)).toEqual([
      "g 3: Champion unchanged for 2 generations",
      "g 1: New champion 1-4: *11.0* ± 0.7, 12.0 in its generation",
      "g 0: New champion 0-0: *9.00* ± 0.7, 10.0 in its generation",
    ]);
  });
  it("goes by held-out means where layouts change: a lucky score is no news", () => {
    const texts = eventsOf(aRun({ layouts: "changing" }), [
      aGeneration(0, { best: 10, held_out_mean: 4 }),
      aGeneration(1, { best: 99, held_out_mean: 3 }),
      aGeneration(2, { best: 8, held_out_mean: 5, champion: "2-1" }),
    ]).map(({ at, text }) => `${at}: ${text}`);
    expect(texts.filter((text) => text.includes("champion"))).toEqual([
      "g 2: New champion 2-1: *5.00* ± 0.7, 8.00 in its generation",
      "g 0: New champion 0-0: *4.00* ± 0.7, 10.0 in its generation",
    ]);
  });
  it("tells once when nobody is in play any more, which is no new champion and no record", () => {
    const nobody = { champion: null, best: null, held_out_mean: null, held_out: [] };
    const told = eventsOf(aRun(), [
      aGeneration(0, nobody),
      aGeneration(1, nobody),
      aGeneration(2, { best: -1, champion: "1-3" }),
    ]).map(({ at, text }) => `${at}: ${text}`);
    expect(told.slice(0, 2)).toEqual([
      "g 2: New champion 1-3: *1.50* ± 0.7, −1.00 in its generation",
      "g 0: Nobody is in play: *every creature was disqualified*",
    ]);
  });
  it("tells of disqualifications only when there are more than ever, with their reasons", () => {
    const of = (number: number, n: number) =>
      aGeneration(number, { disqualified: n, disqualified_reasons: { "too high": n, "not finite": 0 } });
    const told = eventsOf(aRun(), [of(0, 2), of(1, 1), of(2, 5)]).filter(({ text }) =>
      text.includes("disqualified"),
    );
    expect(told.map(({ at, text }) => `${at}: ${text}`)).toEqual([
      "g 2: 5 creatures disqualified: too high 5",
      "g 0: 2 creatures disqualified: too high 2",
    ]);
  });
  it("names what a task's targets are", () => {
    const first = (task: string) =>
      eventsOf(aRun({ task }), [aGeneration(0, { targets_reached: 3 })]).find(({ text }) =>
        text.includes("champion"),
      )!;
    expect(first("climb").text).toContain("; step 3 for the first time");
    expect(first("forage").text).toContain("; pellet 3 for the first time");
  });
  it("of a run that has not begun holds its creation alone", () => {
    expect(eventsOf(aRun({ generation: null }), []).map(({ at }) => at)).toEqual(["created"]);
  });
  it("ends with how the run ended", () => {
    expect(eventsOf(aRun({ state: "FAILED", finished: "2026-11-21T09:00:00Z" }), [])[0]?.at).toBe("failed");
  });
});

describe("the note of a run", () => {
  it("says what is kept and what comes next", () => {
    expect(runNote(aRun({ state: "PAUSED" }))?.textContent).toBe(
      "Paused. Generations 0 to 4 are kept. Resume goes on with generation 5.",
    );
    const failed = runNote(aRun({ state: "FAILED", generation: null, error: "<b>out of memory</b>" }));
    expect(failed?.textContent).toContain("Nothing is recorded yet");
    expect(failed?.querySelector("pre")?.textContent).toBe("<b>out of memory</b>");
  });
  it("promises no action to those who may not act", () => {
    expect(runNote(aRun({ state: "PAUSED", may_edit: false }))?.textContent).not.toContain("Resume");
  });
  it("is silent while all goes well", () => {
    expect([runNote(aRun()), runNote(aRun({ state: "DONE" }))]).toEqual([null, null]);
  });
});

describe("a run that failed", () => {
  it("says the cause in its error's own name, and offers to go on from what is kept", () => {
    const run = aRun({
      state: "FAILED",
      error: "Traceback …\n  File x\nsimulation.errors.CheckpointError: must be finite",
    });
    expect(faultOf(run)).toBe("CheckpointError: must be finite");
    const told = runNote(run)!;
    expect(told.textContent).toContain("The run failed: CheckpointError: must be finite");
    expect(told.querySelector("a")?.getAttribute("href")).toBe("/runs/1/fork/?generation=4");
  });
});

describe("choices", () => {
  it("go when they are no choices any more, and stand in the order given", () => {
    const states = segmented("State", String, () => {});
    const of = (...keys: string[]) => keys.map((key) => ({ key, label: key, count: 1 }));
    states.update(of("all", "running", "queued", "done"), "all");
    states.update(of("all", "failed", "done"), "all");
    expect([...states.root.querySelectorAll("button")].map((each) => each.textContent)).toEqual([
      "all 1",
      "failed 1",
      "done 1",
    ]);
  });
});

describe("±", () => {
  it("is the sample's standard deviation, wherever it stands", () => {
    const scores = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(deviationOf(scores)).toBeCloseTo(2.138, 3);
    expect(spreadOf(scores)).toBe("± 2.1, 8 trials");
    expect(meanOf(scores)).toBe("5.00 ± 2.1, 8 trials");
  });
});

describe("a creature's card", () => {
  it("says what became of it", () => {
    expect(fate(aCreature(), false)).toBe("");
    expect(fate(aCreature({ survives: false }), false)).toBe("culled");
    expect(fate(aCreature({ survives: false, disqualified: "too high" }), false)).toBe(
      "disqualified: too high",
    );
  });
  it("calls nobody culled in the last generation, out of which nobody is selected", () => {
    expect(fate(aCreature({ survives: false }), true)).toBe("");
  });
  it("says where it came from", () => {
    expect(origin(aCreature())).toBe("born in 3 by crossover of 2-1 and 1-9");
    expect(origin(aCreature({ operator: "random", parents: [], born: 0 }))).toBe("born in 0 by chance");
  });
});

describe("the held-out spread", () => {
  it("is the standard deviation over the layouts, and nothing for a single one", () => {
    expect(spreadOf([10, 12, 14])).toBe("± 2.0, 3 trials");
    expect(spreadOf([5])).toBe("");
  });
});
