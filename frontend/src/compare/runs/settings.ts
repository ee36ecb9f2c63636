/** Settings of the runs that are compared: what is in force in each, and in what they differ. */

import { hasEffect, plain, type Setting, type Value } from "../../form/settings";
import type { ComparedRun, Comparison } from "../../generated/api";

/** What the page is told of each setting. */
export type Infos = Record<string, Pick<Setting, "title" | "group" | "unit" | "labels" | "when">>;

/** Settings by name; one that has no effect under the run's other choices is missing. */
export type InForce = Map<string, Value>;

/** How much of a generation's replays is kept changes nothing of what comes of it. */
const WITHOUT_CONSEQUENCE = "storage";

/** A run with its settings. */
export interface Entrant {
  run: ComparedRun;
  settings: InForce;
}

export function entrants({ runs, same }: Comparison, infos: Infos): Entrant[] {
  return runs.map((run) => {
    const all = { ...same, ...run.settings } as Record<string, Value>;
    const names = Object.keys(infos).filter((name) => name in all && hasEffect(infos[name] as Setting, all));
    return { run, settings: new Map(names.map((name) => [name, all[name]!])) };
  });
}

/**
 * Names of the settings in which these runs differ, in the order of the form. One that has no effect in some runs and
 * one value in the others is none of them: that follows from another.
 */
export function differing(all: Entrant[], infos: Infos): string[] {
  return Object.keys(infos).filter(
    (name) => valuesOf(all, name).filter((value) => value !== undefined).length > 1,
  );
}

/** Those of them on which results can depend. */
export function consequential(names: string[], infos: Infos): string[] {
  return names.filter((name) => infos[name]!.group !== WITHOUT_CONSEQUENCE);
}

/** The different values of a setting, numbers in order; undefined where it has no effect. */
export function valuesOf(all: Entrant[], name: string): (Value | undefined)[] {
  return [...new Set(all.map(({ settings }) => settings.get(name)))].sort(compareValues);
}

/** Numbers by size, words by the alphabet, what is missing last. */
export function compareValues(a: Value | undefined, b: Value | undefined): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return `${a}`.localeCompare(`${b}`);
}

/** A value as people read it: "off", "2.5 m", "NEAT: a net that grows". */
export function shown(name: string, value: Value | undefined, infos: Infos): string {
  const { unit, labels } = infos[name]!;
  if (value === undefined) return "no effect";
  if (value === null) return "empty";
  if (typeof value === "boolean") return value ? "on" : "off";
  if (typeof value === "string") return labels?.[value] ?? value;
  const number = plain(Number(value.toPrecision(6)));
  return unit ? `${number} ${unit}` : number;
}
