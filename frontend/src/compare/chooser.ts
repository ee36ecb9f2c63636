/** Which generations of which run are compared. */

import type { RunSummary } from "../generated/api";
import { el, icon, put } from "../panels/dom";
import { count } from "../panels/format";
import { swatch } from "../panels/swatch";
import { copyButton } from "../replay/link";
import { orderedCss } from "./entry";

export interface Chooser {
  root: HTMLElement;
  /** Show the chosen generations. */
  update(generations: number[]): void;
  /** Say why a generation could not be added; empty: nothing to say. */
  complain(words: string): void;
}

export interface ChooserActions {
  add(generation: number): void;
  remove(generation: number): void;
}

export function chooser(
  run: RunSummary,
  runs: { id: number; name: string }[],
  actions: ChooserActions,
): Chooser {
  const chips = el("div", { class: "chips", role: "list", "aria-label": "Generations compared" });
  const complaint = el("span", { class: "complaint", role: "alert" });
  const root = el(
    "header",
    { class: "page-head compare-head" },
    el("h1", {}, "Compare"),
    el(
      "nav",
      { class: "segmented", "aria-label": "Compare" },
      el("span", { class: "is-link", "aria-current": "page" }, "Generations"),
      el("a", { class: "is-link", href: `/compare/?runs=${run.id}` }, "Runs"),
    ),
    runSelect(run, runs),
    chips,
    addForm(run, actions),
    complaint,
    el(
      "div",
      { class: "push" },
      copyButton("Copy link", () => location.href),
    ),
  );
  return {
    root,
    update(generations) {
      put(
        chips,
        ...generations.map((number, i) =>
          chip(number, orderedCss(i, generations.length), generations, actions),
        ),
      );
    },
    complain: (words) => put(complaint, words),
  };
}

function runSelect(run: RunSummary, runs: { id: number; name: string }[]): HTMLSelectElement {
  const select = el("select", { class: "form-select", "aria-label": "Run" });
  for (const { id, name } of runs) select.append(el("option", { value: id, selected: id === run.id }, name));
  select.addEventListener("change", () => location.assign(`/runs/${select.value}/compare/`));
  return select;
}

function chip(number: number, colour: string, all: number[], { remove }: ChooserActions): HTMLElement {
  const words = `Leave generation ${number} out`;
  const close = el("button", {
    type: "button",
    "aria-label": words,
    title: words,
    onclick: () => remove(number),
  });
  close.append(icon("x-lg"));
  const label = el("span", { class: "num" }, `gen ${count(number)}`);
  return el("span", { class: "gen-chip", role: "listitem" }, swatch(colour), label, all.length > 1 && close);
}

function addForm(run: RunSummary, { add }: ChooserActions): HTMLFormElement {
  const field = el("input", {
    class: "form-control num",
    type: "number",
    min: 0,
    max: run.generation,
    step: 1,
    required: true,
    placeholder: `0–${run.generation}`,
    "aria-label": "Generation to add",
  });
  const form = el("form", { class: "add-generation" }, field);
  form.append(el("button", { class: "btn btn-bare", type: "submit" }, icon("plus-lg"), "Generation"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add(field.valueAsNumber);
    field.value = "";
  });
  return form;
}
