/** Runs in groups: by otherwise equal settings, by one setting, or by tag. */

import type { ComparedRun } from "../../generated/api";
import {
  compareValues,
  consequential,
  differing,
  type Entrant,
  type Infos,
  shown,
  valuesOf,
} from "./settings";

/** "none", "seeds", "tag", "preset", or a setting's name after "setting." */
export type Grouping = string;

export interface Group {
  label: string;
  members: ComparedRun[];
}

const NAMED = 3;
const SETTING = "setting.";

/** The ways in which these runs can be grouped: key and words. */
export function groupings(all: Entrant[], infos: Infos): [Grouping, string][] {
  const tagged = all.some(({ run }) => run.tags.length > 0);
  const presets = new Set(all.map(({ run }) => run.preset));
  const settings = consequential(differing(all, infos), infos);
  return [
    ["none", "Single runs"],
    ["seeds", "Seeds of equal settings"],
    ...(tagged ? ([["tag", "Tag"]] as [string, string][]) : []),
    ...(presets.size > 1 ? ([["preset", "Preset"]] as [string, string][]) : []),
    ...settings.map((name): [string, string] => [SETTING + name, infos[name]!.title]),
  ];
}

/** The groups, each with its runs; a run with several tags is in several groups. Null: single runs. */
export function grouped(all: Entrant[], by: Grouping, infos: Infos): Group[] | null {
  if (by === "none") return null;
  if (by === "seeds") return byEqualSettings(all, infos);
  if (by === "tag") return byLabels(all, ({ tags }) => (tags.length > 0 ? tags : ["no tag"]));
  if (by === "preset") return byLabels(all, ({ preset }) => [preset ?? "no preset"]);
  const name = by.slice(SETTING.length);
  if (!(name in infos)) return null;
  return valuesOf(all, name).map((value) => ({
    label: `${infos[name]!.title} ${shown(name, value, infos)}`,
    members: all.filter(({ settings }) => settings.get(name) === value).map(({ run }) => run),
  }));
}

function byEqualSettings(all: Entrant[], infos: Infos): Group[] {
  const names = consequential(differing(all, infos), infos);
  const groups = new Map<string, Entrant[]>();
  for (const one of all.toSorted((a, b) => inOrderOf(names, a, b))) {
    const key = JSON.stringify(names.map((name) => one.settings.get(name) ?? `${one.settings.has(name)}`));
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const found = [...groups.values()];
  const labels = labelsOf(
    found.map(([first]) => first!),
    names,
    infos,
  );
  return found.map((members, i) => ({ label: labels[i]!, members: members.map(({ run }) => run) }));
}

function inOrderOf(names: string[], a: Entrant, b: Entrant): number {
  const differences = names.map((name) => compareValues(a.settings.get(name), b.settings.get(name)));
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** A label for each group, given by one of it; where the first settings do not tell groups apart, those follow that do. */
function labelsOf(all: Entrant[], names: string[], infos: Infos): string[] {
  const short = all.map((one) => labelOf(one, names, infos));
  return all.map((one, i) => {
    const alike = all.filter((_, other) => short[other] === short[i]);
    if (alike.length === 1) return short[i]!;
    const apart = names.filter((name) => valuesOf(alike, name).length > 1);
    return [short[i]!, ...apart.map((name) => wordsOf(one, name, infos))].join(", ");
  });
}

/** What sets a group apart, in a few words: "Population 80 creatures, Brain NEAT, …". */
function labelOf(one: Entrant, names: string[], infos: Infos): string {
  const live = names.filter((name) => one.settings.has(name));
  if (live.length === 0) return names.length === 0 ? "Equal settings" : "The others";
  const words = live.slice(0, NAMED).map((name) => wordsOf(one, name, infos));
  return words.join(", ") + (live.length > NAMED ? ", …" : "");
}

function wordsOf({ settings }: Entrant, name: string, infos: Infos): string {
  return `${infos[name]!.title} ${shown(name, settings.get(name), infos)}`;
}

function byLabels(all: Entrant[], labelsOf: (run: ComparedRun) => string[]): Group[] {
  const groups = new Map<string, ComparedRun[]>();
  for (const { run } of all)
    for (const label of labelsOf(run)) groups.set(label, [...(groups.get(label) ?? []), run]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b)).map(([label, members]) => ({ label, members }));
}
