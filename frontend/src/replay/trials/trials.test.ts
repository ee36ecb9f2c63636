// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import type { Clip } from "../../api/clip";
import type { CreatureDetail, CreatureTest } from "../../generated/api";
import { type Shown, trialsPanel } from "./panel";
import { stripPlot } from "./plot";

const scores = [10, 12, 14, 8];
const shown = (changes: Partial<Shown>, creature: Partial<CreatureDetail> = {}): Shown => ({
  run: { id: 4, task: "run", layouts: "changing" },
  creature: { name: "2-7", generation: 9, fitness: 11, held_out: scores, ...creature } as CreatureDetail,
  trial: null,
  trials: 4,
  clip: { fitness: 12 } as Clip,
  sight: () => "#follow",
  left: new AbortController().signal,
  ...changes,
});

describe("trials of a creature", () => {
  it("say what the one shown gave, and of a champion the mean of all", () => {
    expect(trialsPanel(shown({ trial: 2 }))!.textContent).toContain(
      "Unseen trial 2 of 4: 12.0. Score: 11.0 ± 2.6, 4 trials",
    );
    expect(trialsPanel(shown({}, { held_out: null }))!.textContent).toContain(
      "In generation 9, its first trial: 12.0. Mean in its generation: 11.0",
    );
  });
  it("are links to each, which keep how it is looked at, with the one shown marked", () => {
    const links = [...trialsPanel(shown({ trial: 2 }))!.querySelectorAll("a")];
    expect(links.map((link) => link.getAttribute("aria-label"))).toEqual([
      "Gen. 9, its first trial",
      "Unseen trial 1: 10.0",
      "Unseen trial 2: 12.0",
      "Unseen trial 3: 14.0",
      "Unseen trial 4: 8.00",
    ]);
    expect(links.map((link) => link.hasAttribute("aria-current"))).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
    links[3]!.dispatchEvent(new Event("pointerdown"));
    expect(links[3]!.getAttribute("href")).toBe("/runs/4/creatures/2-7/?generation=9&trial=3#follow");
  });
  it("are none in a task without layouts", () => {
    expect(trialsPanel(shown({ run: { id: 4, task: "run", layouts: "none" } }))).toBeNull();
  });
});

describe("a strip plot", () => {
  const rate = (multiple: number, values: number[]) => ({
    multiple,
    hz: 240 * multiple,
    scores: values,
    median: values[1]!,
    lower_quartile: values[0]!,
    upper_quartile: values[2]!,
  });
  it("has a dot for every start at every rate, and the medians in words and in their places", () => {
    const test: CreatureTest = {
      starts: 3,
      rates: [rate(1, [4, 5, 10]), rate(2, [0, 2.5, 5])],
      repeats: 0.5,
    };
    const plot = stripPlot(test);
    expect(plot.getAttribute("aria-label")).toBe(
      "Scores by physics rate: median 5.00 at 240 Hz, 2.50 at 480 Hz, over 3 starts",
    );
    const at = [...plot.querySelectorAll(".strip-dot")].map((dot) => Number(dot.getAttribute("cx")));
    expect(at).toEqual([156, 182, 312, 52, 117, 182]); // 0 to 10 over 52 to 312
    expect(plot.querySelectorAll(".strip-median")[1]!.getAttribute("d")).toMatch(/^M117 /);
  });
});
