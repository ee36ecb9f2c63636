import { describe, expect, it } from "vitest";
import { aRun } from "../panels/samples";
import { EndWatch, endOf } from "./ends";

function memory(ids: number[] = []) {
  return {
    kept: ids,
    load: () => ids,
    save(now: number[]) {
      this.kept = now;
    },
  };
}
const finished = "2026-11-21T09:00:00Z";

describe("runs that end", () => {
  it("are told of once, when they were unfinished before", () => {
    const watch = new EndWatch(memory());
    expect(watch.take([aRun({ id: 1 })], true)).toEqual([]);
    expect(watch.take([aRun({ id: 1, state: "DONE", finished })], false).map(({ id }) => id)).toEqual([1]);
    expect(watch.take([aRun({ id: 1, state: "DONE", finished })], false)).toEqual([]);
  });
  it("are told of on the next page as well, and when it was opened later", () => {
    const kept = memory([7]);
    const watch = new EndWatch(kept);
    expect(watch.unfinished()).toEqual([7]);
    expect(watch.take([aRun({ id: 7, state: "FAILED", finished })], true).map(({ id }) => id)).toEqual([7]);
    expect(kept.kept).toEqual([]);
  });
  it("are no news when somebody cancelled them, or when they had ended before", () => {
    const watch = new EndWatch(memory([1]));
    const runs = [aRun({ id: 1, state: "CANCELLED", finished }), aRun({ id: 2, state: "DONE", finished })];
    expect(watch.take(runs, false)).toEqual([]);
  });
  it("are forgotten when they are gone or another person has signed in", () => {
    const watch = new EndWatch(memory([1, 2]));
    watch.take([aRun({ id: 2 })], true);
    expect(watch.unfinished()).toEqual([2]);
  });
  it("may begin again and end again", () => {
    const watch = new EndWatch(memory());
    watch.take([aRun({ id: 1 })], true);
    watch.take([aRun({ id: 1, state: "FAILED", finished })], false);
    watch.take([aRun({ id: 1, state: "QUEUED" })], false);
    expect(watch.take([aRun({ id: 1, state: "DONE", finished })], false)).toHaveLength(1);
  });
});

describe("an end in words", () => {
  it("has the scores of what is done, and the reason where it was early", () => {
    expect(endOf(aRun({ state: "DONE", reason: "Target reached" }))).toMatchObject({
      title: "walker is done",
      text: "generation 4, score 37.0 ± 1.2 · repeats 0.98, Target reached",
    });
  });
  it("has the last line of what went wrong", () => {
    expect(endOf(aRun({ state: "FAILED", error: "Traceback\n  File\nValueError: no" }))).toMatchObject({
      title: "walker has failed",
      text: "ValueError: no",
      isFailure: true,
    });
  });
});
