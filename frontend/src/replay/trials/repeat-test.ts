/** "Test this creature": many starts that nobody chose it by, at one, two and four times the physics rate. */

import { getJson } from "../../api/http";
import type { CreatureTest } from "../../generated/api";
import { el, icon, put } from "../../panels/dom";
import { decimal } from "../../panels/format";
import { ABOUT_REPEATS } from "../../panels/scores";
import type { Shown } from "./panel";
import { inWords, stripPlot } from "./plot";

const WHAT = "Many new starts, each with physics in whole, half and quarter steps";

/** The button, and in its place what came of it. */
export function testOf({ run, creature, left }: Pick<Shown, "run" | "creature" | "left">): HTMLElement {
  const result = el("div", { class: "trials-result", role: "status" });
  const address = `/api/runs/${run.id}/creatures/${creature.name}/test?generation=${creature.generation}`;
  const simulate = async (): Promise<void> => {
    button.disabled = true;
    put(result, el("p", { class: "faint small" }, "Simulating…"));
    try {
      show(result, await getJson<CreatureTest>(address, left));
      button.remove();
    } catch (error) {
      if (left.aborted) return;
      put(result, el("p", { class: "note warn" }, (error as Error).message));
      button.disabled = false;
    }
  };
  const button = el(
    "button",
    { class: "btn btn-quiet", type: "button", title: WHAT, onclick: () => void simulate() },
    icon("arrow-clockwise"),
    "Test this creature",
  );
  return el("div", { class: "trials-test" }, button, result);
}

/** The plot, and what it says in words. */
function show(result: HTMLElement, test: CreatureTest): void {
  const repeats = test.repeats === null ? "–" : decimal(test.repeats, 2);
  put(
    result,
    stripPlot(test),
    el(
      "p",
      { class: "trials-said", title: ABOUT_REPEATS },
      "Repeats ",
      el("b", { class: "num" }, repeats),
      `: ${inWords(test)}`,
    ),
  );
}
