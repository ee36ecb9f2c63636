/** The settings of a trial, from RunConfig's schema: few, for everything else has its default. */

import type { Problem } from "../api/http";
import { inWords, type Schema, type Setting, type Settings } from "../form/settings";
import { el, write } from "../panels/dom";
import type { Genome } from "./genome";

const SEED = 1; // so that every trial meets the same pellets and the same ground
const NUMBERS = ["seconds", "gravity", "ground_friction"];
/** s; long enough to see it walk, short enough to be back at once */
const SECONDS = 10;
const DENSE = ["pure", "hybrid"];

type Field = { root: HTMLElement; input: HTMLInputElement | HTMLSelectElement; error: HTMLElement };

export class TrialSettings {
  readonly root: HTMLElement;
  private readonly fields = new Map<string, Field>();
  private readonly ofNet: Settings;
  private genome: Genome;

  /**
   * @param ofNet settings that the genome's net was made for, where they are known
   * @param changed told when something else was chosen
   */
  constructor(schema: Schema, ofNet: Settings, genome: Genome, changed: () => void) {
    this.ofNet = ofNet;
    this.genome = genome;
    const task = choice("task", schema.task!, Object.keys(schema.task!.labels ?? {}));
    (task.input as HTMLSelectElement).value = "run";
    const brain = choice("brain", schema.brain!, DENSE);
    if (typeof ofNet.brain === "string") brain.input.value = ofNet.brain;
    this.fields.set("task", task).set("brain", brain);
    for (const name of NUMBERS) this.fields.set(name, number(name, schema[name]!));
    this.fields.get("seconds")!.input.value = `${SECONDS}`;
    this.root = el("div", { class: "trial-settings" }, ...[...this.fields.values()].map(({ root }) => root));
    this.root.addEventListener("change", changed);
    this.update(genome);
  }

  /** A dense net may drive in two ways: which, is asked only where there is one. */
  update(genome: Genome): void {
    this.genome = genome;
    this.fields.get("brain")!.root.hidden = genome.brain?.kind !== "dense" || "brain" in this.ofNet;
  }

  /** Whether a path is that of a setting. */
  has(path: string): boolean {
    return this.fields.has(path);
  }

  config(): Settings {
    const config: Settings = { ...(this.genome.brain ? this.ofNet : {}), seed: SEED };
    for (const [name, { root, input }] of this.fields) {
      if (!root.hidden) config[name] = input instanceof HTMLInputElement ? input.valueAsNumber : input.value;
    }
    return config;
  }

  /** Say at each setting what is wrong with it. */
  blame(problems: readonly Problem[]): void {
    for (const [name, { input, error }] of this.fields) {
      const found = problems.find(({ path }) => path === name);
      write(error, found ? inWords(found.message) : "");
      if (found) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }
}

function choice(name: string, { title, description, labels }: Setting, keys: string[]): Field {
  const options = keys.map((key) => el("option", { value: key }, labels?.[key] ?? key));
  return field(
    name,
    title,
    description,
    el("select", { class: "form-select", id: `trial-${name}` }, ...options),
  );
}

function number(name: string, setting: Setting): Field {
  const { title, description, unit, minimum, maximum } = setting as Setting & {
    minimum?: number;
    maximum?: number;
  };
  const input = el("input", {
    ...{ class: "form-control", type: "number", id: `trial-${name}`, step: "any", inputmode: "decimal" },
    ...{ min: minimum, max: maximum, value: Number(setting.default), autocomplete: "off" },
  });
  return field(name, title, description, input, unit);
}

function field(
  name: string,
  title: string,
  description: string,
  input: Field["input"],
  unit?: string,
): Field {
  const error = el("p", { class: "field-error" });
  const tail = unit ? el("span", { class: "field-tail" }, el("span", { class: "field-unit" }, unit)) : null;
  const root = el(
    "div",
    { class: "field", title: description },
    el("div", { class: "field-label" }, el("label", { for: `trial-${name}` }, title)),
    el("div", { class: "field-input" }, input, tail),
    error,
  );
  return { root, input, error };
}
