/** A field for one gene of what is selected: a number with its unit and bounds, and a slider. */

import { plain } from "../form/settings";
import type { GeneFacts } from "../generated/api";
import { el, icon, write } from "../panels/dom";

export interface GeneField {
  root: HTMLElement;
  /** Show the values of all that is selected; where they differ, none. */
  show(values: readonly number[]): void;
  /** Say what is wrong with it; empty: nothing. */
  blame(message: string): void;
}

export interface GeneFieldOptions {
  /** without a slider, where its range is far wider than what is usual */
  bare?: boolean;
  /** buttons beside the label */
  extra?: HTMLElement | undefined;
}

/**
 * @param change called with every value on the way
 * @param settle called when the person is done with it
 */
export function geneField(
  facts: GeneFacts,
  change: (value: number) => void,
  settle: () => void,
  { bare = false, extra }: GeneFieldOptions = {},
): GeneField {
  const { name, title, description, unit, low, high } = facts;
  const { number, slider } = inputsOf(facts);
  const error = el("p", { class: "field-error" });
  let last: number | undefined;
  for (const input of [number, slider]) {
    input.addEventListener("input", () => {
      if (isWithin(input.valueAsNumber, facts)) change(input.valueAsNumber);
    });
  }
  slider.addEventListener("change", settle);
  number.addEventListener("change", () => {
    const value = Number.isFinite(number.valueAsNumber) ? number.valueAsNumber : last;
    const taken = value === undefined ? undefined : Math.min(Math.max(value, low), high);
    number.value = taken === undefined ? "" : shown(taken);
    if (taken !== undefined && taken !== last) change(taken);
    settle();
  });
  const root = el(
    "div",
    { class: "field gene-field" },
    el(
      "div",
      { class: "field-label" },
      el("label", { for: number.id }, title),
      tip(name, title, description),
      extra,
    ),
    bare ? null : slider,
    el(
      "div",
      { class: "field-input" },
      number,
      unit ? el("span", { class: "field-tail" }, el("span", { class: "field-unit" }, unit)) : null,
    ),
    el("p", { class: "field-hint num", id: `${number.id}-bounds` }, bounds(facts)),
    error,
  );
  return {
    root,
    show(values) {
      const [first] = values;
      const alike = first !== undefined && values.every((value) => Math.abs(value - first) < 5e-4);
      last = alike ? first : undefined;
      number.placeholder = alike ? "" : "various";
      if (!isTyping(number, first, facts)) number.value = alike ? shown(first) : "";
      if (alike) slider.valueAsNumber = first;
      root.classList.toggle("is-various", !alike);
    },
    blame(message) {
      write(error, message);
      if (message) number.setAttribute("aria-invalid", "true");
      else number.removeAttribute("aria-invalid");
    },
  };
}

/** A number to type, for everybody; a slider for the hand, which is not read out nor tabbed to. */
function inputsOf(facts: GeneFacts): { number: HTMLInputElement; slider: HTMLInputElement } {
  const { name, title, low: min, high: max } = facts;
  const id = `gene-${name}`;
  const number = el("input", {
    ...{ id, class: "form-control", type: "number", min, max, step: "any", inputmode: "decimal" },
    ...{ autocomplete: "off", "aria-describedby": `${id}-bounds` },
  });
  const slider = el("input", {
    ...{ type: "range", class: "gene-slider", min, max, step: stepOf(facts), tabindex: -1 },
    ...{ "aria-label": title, "aria-hidden": "true" },
  });
  return { number, slider };
}

/** The words that explain a gene, on hover, on focus and at a tap. */
function tip(name: string, title: string, description: string): HTMLElement {
  const id = `tip-${name}`;
  const button = { type: "button", "aria-label": `About ${title}`, "aria-describedby": id };
  return el(
    "span",
    { class: "tip" },
    el("button", button, icon("info-circle")),
    el("span", { class: "tip-words", role: "tooltip", id }, description),
  );
}

function isWithin(value: number, { low, high }: GeneFacts): boolean {
  return value >= low && value <= high;
}

/** What is being typed stays as it is typed: 0 on the way to 0.5, and 0. for 0. */
function isTyping(number: HTMLInputElement, value: number | undefined, facts: GeneFacts): boolean {
  if (document.activeElement !== number) return false;
  const typed = number.valueAsNumber;
  return !isWithin(typed, facts) || Math.abs(typed - (value ?? typed)) < 5e-4;
}

/** A gene to the thousandth; genes are float32, in which 0.3 is a little more. */
export function shown(value: number): string {
  return `${Math.round(value * 1000) / 1000 + 0}`;
}

export function bounds({ low, high, unit }: GeneFacts): string {
  const to = (value: number): string => plain(Math.round(value * 100) / 100);
  return `${to(low)} to ${to(high)}${unit ? ` ${unit}` : ""}`;
}

/** A step of the slider: a power of ten, some hundred of them. */
export function stepOf({ low, high }: Pick<GeneFacts, "low" | "high">): number {
  return 10 ** Math.floor(Math.log10((high - low) / 50));
}
