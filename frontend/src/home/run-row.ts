/** A run as a row of the table; it changes in place. */

import type { RunSummary } from "../generated/api";
import { el, put, write } from "../panels/dom";
import { ago, count, NOTHING, score, short } from "../panels/format";
import { pill, showBar } from "../panels/pill";
import { faultOf } from "../panels/run-notes";
import { ABOUT_SCORE, besideScore } from "../panels/scores";
import { thumb } from "../panels/thumb";
import { durationOf, kindOf, type RunView, showChampion, showSpark } from "./run-view";

export interface RunRow extends RunView {
  /** by which it is chosen */
  box: HTMLInputElement;
  choose(isChosen: boolean): void;
}

interface Listener {
  tag(tag: string): void;
  /** @param isRange all from the one chosen last */
  choose(isChosen: boolean, isRange: boolean): void;
}

export function runRow(run: RunSummary, to: Listener): RunRow {
  const small = thumb("Champion");
  const box = chooser(run, to);
  const state = el("td", { class: "run-state" });
  const figures = cells();
  const link = el("a", { href: `/runs/${run.id}/` });
  const name = el("div", { class: "run-name" }, link);
  const kind = el("span", { class: "run-kind-words" });
  const tags = el("span", { class: "tags" });
  const root = el(
    "tr",
    { class: "run-row" },
    el("td", { class: "run-box" }, el("label", {}, box)),
    el(
      "td",
      { class: "run-what" },
      el(
        "div",
        { class: "run-ident" },
        small.root,
        el("div", {}, name, el("div", { class: "run-kind" }, kind, tags)),
      ),
    ),
    state,
    ...figures.roots,
  );
  let shown: RunSummary | null = null;
  return {
    root,
    box,
    choose(isChosen) {
      box.checked = isChosen;
      root.classList.toggle("is-chosen", isChosen);
    },
    update(now) {
      showChampion(small, now);
      write(link, now.name);
      name.title = now.name;
      box.setAttribute("aria-label", `Choose ${now.name}`);
      if (shown?.state !== now.state) put(state, pill(now.state));
      const why = now.state === "FAILED" ? faultOf(now) : now.reason;
      write(kind, [kindOf(now), why].filter(Boolean).join(" · "));
      kind.title = now.error || why;
      if (`${shown?.tags}` !== `${now.tags}`) put(tags, ...now.tags.map((tag) => tagButton(tag, to)));
      figures.update(now, shown);
      shown = now;
    },
    remove() {
      small.stop();
      root.remove();
    },
  };
}

/** A press with shift chooses all from the last one chosen; by the keyboard as well. */
function chooser(run: RunSummary, to: Listener): HTMLInputElement {
  const box = el("input", { class: "form-check-input", type: "checkbox" });
  let isRange = false;
  const note = (event: Event) => {
    isRange = (event as MouseEvent | KeyboardEvent).shiftKey;
  };
  box.addEventListener("click", note);
  box.addEventListener("keydown", note);
  box.addEventListener("change", () => {
    to.choose(box.checked, isRange);
    isRange = false;
  });
  box.dataset.run = `${run.id}`;
  return box;
}

function tagButton(tag: string, to: Listener): HTMLElement {
  const press = () => to.tag(tag);
  return el(
    "button",
    { class: "run-tag", type: "button", onclick: press, title: `Only runs tagged “${tag}”` },
    tag,
  );
}

/** The cells of figures. */
function cells(): { roots: HTMLElement[]; update(now: RunSummary, before: RunSummary | null): void } {
  const generation = el("div", { class: "num" });
  const bar = el("div");
  const figure = el("strong", {});
  const beside = el("div", { class: "score-beside faint small" });
  const scoreCell = el("td", { class: "number num", title: ABOUT_SCORE }, figure, beside);
  const highest = el("td", { class: "number num when-narrow-off" });
  const spark = el("td", { class: "when-medium when-narrow-off" });
  const speed = el("td", { class: "number num when-wide when-narrow-off" });
  const owner = el("td", { class: "run-owner when-wide when-narrow-off" });
  const started = el("td", { class: "num when-wide when-narrow-off" });
  const lasted = el("td", { class: "run-lasted num when-medium when-narrow-off" });
  return {
    roots: [
      el("td", {}, el("div", { class: "run-progress" }, generation, bar)),
      ...[scoreCell, highest, spark, speed, owner, started, lasted],
    ],
    update(now, before) {
      const at = now.generation === null ? NOTHING : count(now.generation);
      put(generation, at, el("span", { class: "unit" }, ` / ${count(now.generations)}`));
      showBar(bar, now);
      write(figure, score(now.held_out_mean));
      write(beside, besideScore(now));
      write(highest, score(now.best));
      if (before?.generation !== now.generation || !before) showSpark(spark, now);
      const isFast = now.creature_steps_per_s !== null && now.state === "RUNNING";
      write(speed, isFast ? short(now.creature_steps_per_s!) : NOTHING);
      write(owner, now.owner);
      write(started, now.started ? ago(now.started) : NOTHING);
      started.title = now.started ? new Date(now.started).toLocaleString() : "";
      write(lasted, durationOf(now));
    },
  };
}
