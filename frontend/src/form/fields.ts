/** The form's fields on the page: read and set them, show what has an effect, what changed and what is wrong. */

import { write } from "../panels/dom";
import { plural } from "../panels/format";
import {
  changed,
  hasEffect,
  plain,
  type Schema,
  type Settings,
  summary,
  typed,
  type Value,
} from "./settings";

interface Field {
  root: HTMLElement;
  input: HTMLInputElement | HTMLSelectElement;
  dot: HTMLElement;
  reset: HTMLButtonElement;
  hint: HTMLElement;
  bounds: string;
  error: HTMLElement;
}

export class Fields {
  private readonly fields = new Map<string, Field>();
  private readonly form: HTMLFormElement;
  private readonly schema: Schema;

  /** @param onReset told the name of a field whose reset button was pressed */
  constructor(form: HTMLFormElement, schema: Schema, onReset: (name: string) => void) {
    this.form = form;
    this.schema = schema;
    for (const name of Object.keys(schema)) {
      const root = find<HTMLElement>(form, `[data-field="${name}"]`);
      const hint = find<HTMLElement>(root, ".field-hint");
      const field = {
        root,
        input: find<HTMLInputElement | HTMLSelectElement>(root, `[name="${name}"]`),
        dot: find<HTMLElement>(root, ".changed-dot"),
        reset: find<HTMLButtonElement>(root, ".reset"),
        hint,
        bounds: hint.textContent ?? "",
        error: find<HTMLElement>(root, ".field-error"),
      };
      field.reset.addEventListener("click", () => onReset(name));
      this.fields.set(name, field);
    }
  }

  /** The settings as they stand in the form. */
  settings(): Settings {
    const values: Settings = {};
    for (const [name, { input }] of this.fields) {
      const isBox = input instanceof HTMLInputElement && input.type === "checkbox";
      values[name] = isBox ? input.checked : typed(this.schema[name]!, input.value);
    }
    return values;
  }

  /** Put a value into a field. */
  set(name: string, value: Value): void {
    const input = this.fields.get(name)!.input;
    if (typeof value === "boolean") (input as HTMLInputElement).checked = value;
    else input.value = value === null ? "" : `${value}`;
  }

  /** Show the fields that have an effect, mark those that differ from the preset, sum up the folded groups. */
  mark(settings: Settings, preset: Settings): string[] {
    const differing = changed(this.schema, settings, preset);
    for (const [name, field] of this.fields) {
      const differs = differing.includes(name);
      field.root.hidden = !hasEffect(this.schema[name]!, settings) && field.error.textContent === "";
      field.dot.hidden = field.reset.hidden = !differs;
      const original = preset[name];
      const was = differs && typeof original === "number" ? `, preset ${plain(original)}` : "";
      write(field.hint, field.bounds + was);
    }
    for (const group of this.form.querySelectorAll<HTMLDetailsElement>("details[data-group]")) {
      const key = group.dataset.group ?? "";
      const n = differing.filter((name) => this.schema[name]?.group === key).length;
      write(find(group, ".group-summary"), summary(this.schema, settings, key));
      write(find(group, ".group-changed"), n ? `${n} changed` : "");
      group.hidden = !group.querySelector(".field:not([hidden])");
    }
    return differing;
  }

  /** Show problems at their fields, and nothing at the others. */
  blame(problems: Map<string, string>): void {
    for (const [name, field] of this.fields) {
      const message = problems.get(name) ?? "";
      write(field.error, message);
      if (message) field.input.setAttribute("aria-invalid", "true");
      else field.input.removeAttribute("aria-invalid");
    }
  }

  /** The title of a field and a link's address to it. */
  link(name: string): { href: string; title: string } {
    return { href: `#${this.fields.get(name)!.input.id}`, title: this.schema[name]!.title };
  }

  /** Unfold the group of a field and put the cursor there. */
  go(name: string): void {
    const field = this.fields.get(name)!;
    const group = field.root.closest("details");
    if (group) group.open = true;
    field.input.focus();
  }
}

/** "One field needs a correction" and its kin. */
export function correctionWords(n: number): string {
  return n === 1 ? "One field needs a correction:" : `${plural(n, "field")} need a correction:`;
}

function find<T extends Element>(root: ParentNode, selector: string): T {
  const element = root.querySelector<T>(selector);
  if (!element) throw new Error(`The form has no ${selector}`);
  return element;
}
