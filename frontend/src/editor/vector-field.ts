/** A direction of length 1: three numbers, which are brought to that length. */

import type { GeneFacts } from "../generated/api";
import { el } from "../panels/dom";
import { shown } from "./gene-field";
import type { Vector } from "./genome";

export interface VectorField {
  root: HTMLElement;
  /** Show the directions of all that is selected; where they differ, none. */
  show(values: readonly Vector[]): void;
}

const AXES = ["x", "y", "z"];

export function vectorField(
  { name, title, description }: GeneFacts,
  change: (value: Vector) => void,
): VectorField {
  const inputs = AXES.map((axis) =>
    el("input", {
      ...{ class: "form-control", type: "number", step: "any", min: -1, max: 1, inputmode: "decimal" },
      ...{ autocomplete: "off", "aria-label": `${title}, ${axis}`, id: `gene-${name}-${axis}` },
    }),
  );
  for (const input of inputs) {
    input.addEventListener("change", () => {
      const unit = unitVector(
        inputs.map(({ valueAsNumber }) => (Number.isFinite(valueAsNumber) ? valueAsNumber : 0)),
      );
      if (unit) change(unit);
    });
  }
  const fields = inputs.map((input, axis) =>
    el(
      "div",
      { class: "field-input" },
      input,
      el("span", { class: "field-tail" }, el("span", { class: "field-unit" }, AXES[axis]!)),
    ),
  );
  return {
    root: el(
      "div",
      { class: "field", title: description },
      el("p", { class: "field-label small" }, title),
      el("div", { class: "gene-row" }, ...fields),
    ),
    show(values) {
      const [first] = values;
      for (const [axis, input] of inputs.entries()) {
        const alike =
          first !== undefined && values.every((value) => Math.abs(value[axis]! - first[axis]!) < 5e-4);
        if (document.activeElement !== input) input.value = alike ? shown(first[axis]!) : "";
        input.placeholder = alike ? "" : "various";
      }
    },
  };
}

/** The same direction at length 1; null where there is none. */
function unitVector(values: readonly number[]): Vector | null {
  const length = Math.hypot(...values);
  return length > 1e-6 ? (values.map((value) => value / length) as unknown as Vector) : null;
}
