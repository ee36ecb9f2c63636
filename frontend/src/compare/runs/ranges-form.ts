/** The marks of parallel coordinates in numbers, for the keyboard: from and to, or choices to tick. */

import { el } from "../../panels/dom";
import type { Brush, Brushes, ChoiceAxis, NumberAxis, ParallelAxis } from "./brushing";

type Mark = (key: string, brush: Brush | null) => void;

/** Fields for every axis; `keepFocus` puts them in place of the ones before, and the keyboard where it was. */
export function rangesForm(
  axes: ParallelAxis[],
  brushes: Brushes,
  mark: Mark,
): { keepFocus(holder: HTMLDetailsElement): void } {
  const root = el(
    "div",
    { class: "range-fields" },
    ...axes.map((axis) => {
      const brush = brushes.get(axis.key);
      const fields =
        axis.kind === "number" ? numberFields(axis, brush, mark) : choiceFields(axis, brush, mark);
      return el("fieldset", {}, el("legend", {}, axis.title), ...fields);
    }),
  );
  return {
    keepFocus(holder) {
      const before = holder.querySelector(".range-fields");
      const place = before
        ? [...before.querySelectorAll("input")].indexOf(document.activeElement as HTMLInputElement)
        : -1;
      if (before) before.replaceWith(root);
      else holder.append(root);
      if (place >= 0) root.querySelectorAll("input")[place]?.focus();
    },
  };
}

function numberFields(
  { key, title, low, high, unit }: NumberAxis,
  brush: Brush | undefined,
  mark: Mark,
): HTMLElement[] {
  const now = brush && "low" in brush ? brush : null;
  const field = (word: string, value: number | undefined, otherwise: number): HTMLInputElement =>
    el("input", {
      class: "form-control num",
      type: "number",
      step: "any",
      value: value === undefined || value === otherwise ? "" : Number(value.toPrecision(4)),
      placeholder: Number(otherwise.toPrecision(4)),
      "aria-label": `${title} ${word}${unit ? `, ${unit}` : ""}`,
      onchange: () => take(),
    });
  const from = field("from", now?.low, low);
  const to = field("to", now?.high, high);
  const take = (): void => {
    const typed = (input: HTMLInputElement, otherwise: number): number =>
      input.value === "" || Number.isNaN(input.valueAsNumber) ? otherwise : input.valueAsNumber;
    const isAll = from.value === "" && to.value === "";
    mark(key, isAll ? null : { low: typed(from, low), high: typed(to, high) });
  };
  return [from, el("span", { class: "faint" }, "to"), to];
}

function choiceFields({ key, choices }: ChoiceAxis, brush: Brush | undefined, mark: Mark): HTMLElement[] {
  const chosen = brush && "choices" in brush ? brush.choices : new Set(choices);
  return choices.map((choice) => {
    const box = el("input", {
      class: "form-check-input",
      type: "checkbox",
      checked: chosen.has(choice),
      onchange: () => {
        const now = new Set(chosen);
        if (box.checked) now.add(choice);
        else now.delete(choice);
        mark(key, now.size === choices.length ? null : { choices: now });
      },
    });
    return el("label", {}, box, choice);
  });
}
