import { describe, expect, it } from "vitest";
import { whyNot } from "../panels/deeds";
import { aRun } from "../panels/samples";
import { comparable, outcomeWords, planOf, questionOf, skippedWords } from "./bulk";

const running = aRun({ id: 1, name: "walker" });
const done = aRun({ id: 2, name: "jumper", state: "DONE", task: "jump" });
const theirs = aRun({ id: 3, name: "climber", may_edit: false });

describe("a deed with several runs", () => {
  it("is planned for those it can be done with, and says why not the others", () => {
    const plan = planOf("cancel", [running, done, theirs]);
    expect(plan.ready).toEqual([running]);
    expect(skippedWords(plan)).toBe(
      "2 are skipped. It is done (jumper); It is not yours to change (climber).",
    );
  });
  it("asks once before what cannot be undone, with numbers and names", () => {
    const question = questionOf("cancel", planOf("cancel", [running, done]))!;
    expect(question.title).toBe("Cancel 1 run?");
    expect(question.consequence).toContain("walker. What is cancelled cannot be resumed");
    expect(question.consequence).toContain("1 is skipped. It is done (jumper).");
    expect(questionOf("pause", planOf("pause", [running]))).toBeNull();
  });
  it("tells honestly what came of it", () => {
    const results = [
      { run: 1, done: true, why: "", summary: null },
      { run: 2, done: false, why: "It is gone.", summary: null },
    ];
    expect(outcomeWords({ results }, "paused", (id) => `run ${id}`)).toEqual({
      text: "1 run is paused. run 2: It is gone.",
      isWhole: false,
    });
    expect(outcomeWords({ results: results.slice(1) }, "paused", String).text).toContain(
      "Nothing was changed.",
    );
  });
  it("says whether their scores compare", () => {
    expect(comparable([running, theirs])).toBe("same task: forage");
    expect(comparable([running, done])).toBe("different tasks: scores do not compare");
  });
});

describe("why something cannot be done with a run", () => {
  it("names the state and the next step", () => {
    expect(whyNot("delete", running)).toBe("It is running: cancel it first.");
    expect(whyNot("extend", aRun({ state: "CANCELLED" }))).toBe("It is cancelled: a fork of it can go on.");
    expect(whyNot("pause", running)).toBe("");
  });
  it("does not keep others from forking what they see", () => {
    expect(whyNot("fork", theirs)).toBe("");
    expect(whyNot("fork", aRun({ generation: null }))).toBe("No generation is recorded yet.");
    expect(whyNot("pause", theirs)).toBe("It is not yours to change.");
  });
});
