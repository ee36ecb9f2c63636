/** A founder as a card: the creature, what is known of it, and a box to choose it. */

import { el, icon } from "../panels/dom";
import { thumb } from "../panels/thumb";
import {
  type Founder,
  genomeOf,
  keyOf,
  netOf,
  scoreWords,
  sizeOf,
  sourceOf,
  startAddress,
  titleOf,
} from "./founder";
import type { Selection } from "./selection";

export interface FounderCard {
  root: HTMLElement;
  /** Stop drawing and listening; take it off the page. */
  remove(): void;
}

/** @param inDialog the card is only there to be chosen: a press anywhere on it does that, and nothing leads away */
export function founderCard(
  founder: Founder,
  selection: Selection,
  inDialog: boolean,
  tools: HTMLElement[] = [],
): FounderCard {
  const small = thumb(titleOf(founder));
  show(small, founder);
  const box = el("input", {
    class: "form-check-input",
    type: "checkbox",
    "aria-label": `Choose ${titleOf(founder)} of ${sourceOf(founder)}`,
    onchange: () => selection.set(founder, box.checked),
  });
  const root = el(
    "article",
    { class: `creature founder${inDialog ? " is-choice" : ""}` },
    el("label", { class: "founder-choose" }, box),
    small.root,
    el("div", { class: "creature-facts" }, ...facts(founder, !inDialog)),
    el(
      "div",
      { class: "founder-tools" },
      el("span", { class: "founder-net" }, netOf(founder)),
      ...(inDialog ? [] : [...tools, ...toolsOf(founder)]),
    ),
  );
  const update = () => {
    box.checked = selection.has(founder);
    box.disabled = !box.checked && !selection.hasRoom(founder.kind);
    root.classList.toggle("is-chosen", box.checked);
  };
  update();
  const stop = selection.onChange(update);
  return {
    root,
    remove() {
      stop();
      small.stop();
      root.remove();
    },
  };
}

/** Show a founder in a small stage: as it moved where it has lived, else at rest. */
export function show(small: ReturnType<typeof thumb>, founder: Founder): void {
  if (founder.kind === "creature") {
    const { run, creature, generation } = founder.entry;
    small.show(run, creature, generation);
  } else {
    const changed = founder.kind === "design" ? founder.design.changed : "";
    small.showBody(`${keyOf(founder)} ${changed}`, () => genomeOf(founder));
  }
}

function facts(founder: Founder, links: boolean): HTMLElement[] {
  const body = el("p", { class: "num" }, sizeOf(founder));
  const title = (words: string, href: string) =>
    links && href ? el("a", { href, title: words }, words) : el("strong", { title: words }, words);
  if (founder.kind !== "creature") {
    const href = founder.kind === "design" ? `/designs/${founder.design.id}/` : "";
    return [title(titleOf(founder), href), body];
  }
  const { run, creature, generation, run_name, owner } = founder.entry;
  const { figure, beside } = scoreWords(founder.entry);
  return [
    title(figure, `/runs/${run}/creatures/${creature}/?generation=${generation}`),
    el("p", { class: "founder-score num" }, beside),
    el("p", { title: `${run_name}, by ${owner}` }, `${run_name} · ${owner}`),
    body,
  ];
}

/** Links of a creature's card: its ancestry, and a run that begins with it. */
function toolsOf(founder: Founder): HTMLElement[] {
  const start = el(
    "a",
    {
      class: "btn btn-bare btn-icon",
      href: startAddress([founder]),
      "aria-label": "Start a run from it",
      title: "Start a run from it",
    },
    icon("play-fill"),
  );
  if (founder.kind !== "creature") return [start];
  const { run, creature } = founder.entry;
  const lineage = el(
    "a",
    {
      class: "btn btn-bare btn-icon",
      href: `/runs/${run}/lineage/?creature=${creature}`,
      "aria-label": "Its lineage",
      title: "Its lineage",
    },
    icon("diagram-3"),
  );
  return [lineage, start];
}
