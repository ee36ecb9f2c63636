/** Which trial is shown, what it gave, and the way to the others; and a test of whether the creature repeats it. */

import type { Clip } from "../../api/clip";
import type { CreatureDetail, RunSummary } from "../../generated/api";
import { el } from "../../panels/dom";
import { score } from "../../panels/format";
import { ABOUT_SCORE, meanOf } from "../../panels/scores";
import { scoreUnit } from "../../panels/tiles";
import { replayAddress } from "../link";
import { section } from "../panel";
import { testOf } from "./repeat-test";

export interface Shown {
  run: Pick<RunSummary, "id" | "task" | "layouts">;
  creature: CreatureDetail;
  /** the held-out trial that is shown, from 1 on; null: the first of its generation's */
  trial: number | null;
  /** how many held-out trials there are */
  trials: number;
  clip: Clip;
  /** how it is looked at now, for links to the other trials */
  sight: () => string;
  left: AbortSignal;
}

/** The panel of a creature's trials; none in a task without layouts, where one trial says all. */
export function trialsPanel(shown: Shown): HTMLElement | null {
  if (shown.run.layouts === "none") return null;
  return section(
    "Trials",
    scoreUnit(shown.run.task),
    [],
    el("p", { class: "trials-said" }, ...words(shown)),
    strip(shown),
    testOf(shown),
  );
}

/** "Unseen trial 3 of 16: 14.2. Its score, their mean: 13.9 ± 0.4". */
function words({ creature, trial, trials, clip }: Shown): (Node | string)[] {
  const gave = el("b", { class: "num" }, score(clip.fitness));
  const here =
    trial === null
      ? [`In generation ${creature.generation}, its first trial: `]
      : [`Unseen trial ${trial} of ${trials}: `];
  if (creature.held_out && creature.held_out.length > 1) {
    const mean = el("b", { class: "num", title: ABOUT_SCORE }, meanOf(creature.held_out));
    return [...here, gave, ". Score: ", mean];
  }
  return [...here, gave, ". Mean in its generation: ", el("b", { class: "num" }, score(creature.fitness))];
}

/** Links to all trials, the generation's first; where their scores are known, each is as high as its own. */
function strip({ run, creature, trial, trials, sight }: Shown): HTMLElement {
  const scores = creature.held_out ?? [];
  const most = Math.max(...scores, 0);
  const link = (number: number | null): HTMLAnchorElement => {
    const gave = number === null ? undefined : scores[number - 1];
    const name = number === null ? `Gen. ${creature.generation}, its first trial` : `Unseen trial ${number}`;
    const mark = el("a", {
      href: replayAddress(run.id, creature.name, creature.generation, { trial: number }),
      class: number === null ? "trials-own" : undefined,
      "aria-current": number === trial && "true",
      "aria-label": gave === undefined ? name : `${name}: ${score(gave)}`,
      title: gave === undefined ? name : `${name}: ${score(gave)}`,
    });
    if (gave !== undefined && most > 0) mark.style.setProperty("--share", `${Math.max(gave, 0) / most}`);
    mark.append(el("span", {}, number === null ? "Gen." : `${number}`));
    // as it is looked at in the moment of leaving
    const lead = (): void => {
      mark.href = replayAddress(run.id, creature.name, creature.generation, {
        trial: number,
        sight: sight(),
      });
    };
    mark.addEventListener("pointerdown", lead);
    mark.addEventListener("focus", lead);
    return mark;
  };
  const numbers = Array.from({ length: trials }, (_, i) => i + 1);
  return el("nav", { class: "trials-strip num", "aria-label": "Trials" }, ...[null, ...numbers].map(link));
}
