/** The form's logic without the form: typed values, what has an effect, what differs from the preset. */

import type { Problem } from "../api/http";
import { decimal } from "../panels/format";

export type Value = string | number | boolean | null;
export type Settings = Record<string, Value>;

/** Choices of other settings, all of which must hold. */
export type Condition = Record<string, Value[]>;

/** What RunConfig's JSON schema says of one setting; of several conditions one is enough. */
export interface Setting {
  title: string;
  description: string;
  group: string;
  type?: "integer" | "number" | "boolean" | "string";
  anyOf?: { type: string }[];
  default?: Value;
  unit?: string;
  when?: Condition | Condition[];
  enum?: string[];
  labels?: Record<string, string>;
  /** What it means to leave the field empty; absent where that may not be. */
  empty?: string;
}
export type Schema = Record<string, Setting>;

/** The type of a setting, of its non-empty form where it may be empty. */
function typeOf(setting: Setting): string {
  return setting.type ?? setting.anyOf?.find(({ type }) => type !== "null")?.type ?? "string";
}

/** Whether the field may be left empty. */
function mayBeEmpty(setting: Setting): boolean {
  return setting.empty !== undefined;
}

/** What a person typed as a value; text that is no number stays text, so that the server can name it. */
export function typed(setting: Setting, text: string): Value {
  const type = typeOf(setting);
  if (type !== "integer" && type !== "number") return text;
  if (text.trim() === "") return mayBeEmpty(setting) ? null : "";
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

/** Settings as the API wants them: an empty field that may be empty is left out. */
export function forApi(schema: Schema, settings: Settings): Settings {
  return Object.fromEntries(
    Object.entries(settings).filter(([name, value]) => !(value === null && mayBeEmpty(schema[name]!))),
  );
}

/** Whether a setting has an effect under the others' present choices. */
export function hasEffect(setting: Setting, settings: Settings): boolean {
  return [setting.when ?? {}]
    .flat()
    .some((condition) =>
      Object.entries(condition).every(([other, choices]) => choices.includes(settings[other] ?? null)),
    );
}

/** Names of the settings that have an effect and differ from the preset's. */
export function changed(schema: Schema, settings: Settings, preset: Settings): string[] {
  return Object.keys(schema).filter(
    (name) => hasEffect(schema[name]!, settings) && (settings[name] ?? null) !== (preset[name] ?? null),
  );
}

const SUMMARISED = 4;

/** What a folded group holds, in a line: "60 Hz, gravity 9.8 m/s², ground friction 0.5". */
export function summary(schema: Schema, settings: Settings, group: string): string {
  return Object.entries(schema)
    .filter(([, setting]) => setting.group === group && hasEffect(setting, settings))
    .slice(0, SUMMARISED)
    .map(([name, setting]) => worded(setting, settings[name] ?? setting.empty ?? ""))
    .join(", ");
}

function worded(setting: Setting, value: NonNullable<Value>): string {
  const title = setting.title.toLowerCase();
  if (typeof value === "boolean") return `${title} ${value ? "on" : "off"}`;
  if (typeof value === "number") return `${title} ${plain(value)}${setting.unit ? ` ${setting.unit}` : ""}`;
  return `${title} ${setting.labels?.[value] ?? value}`;
}

/** A number as typed, with thin spaces and a true minus. */
export function plain(value: number): string {
  const digits = `${value}`.split(".")[1]?.length ?? 0;
  return decimal(value, digits);
}

/** A problem as a sentence of its own, at the field that it is about (as forms.in_words on the server). */
export function inWords(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/** Problems by the setting they name; "" holds those that name none. */
export function byField(problems: Problem[], schema: Schema): Map<string, string> {
  const found = new Map<string, string>();
  for (const { path, message } of problems) {
    const name = path.replace(/^config\./, "");
    const key = name in schema ? name : "";
    const words = key || !path ? inWords(message) : `${path}: ${message}`;
    found.set(key, found.has(key) ? `${found.get(key)} ${words}` : words);
  }
  return found;
}
