/** Columns of the table of runs: what stands in them, how it is sorted and written. */

import type { ComparedRun } from "../../generated/api";
import { ago, count, decimal, duration, NOTHING, score, short } from "../../panels/format";
import { plusMinus } from "../../panels/scores";
import { compareValues, type Entrant, type Infos, shown } from "./settings";

/** What one sorts by. */
type Key = string | number | boolean | null | undefined;

export interface Column {
  key: string;
  title: string;
  /** numbers stand right and begin with the highest when sorted */
  numeric: boolean;
  value(entrant: Entrant): Key;
  words(entrant: Entrant): string;
}

const SETTING = "settings.";

/** Shown where a person has chosen no others; settings that differ follow. */
const FIRST_COLUMNS = [
  "name",
  "held_out_mean",
  "repeats",
  "generations",
  "evaluations",
  "elapsed_s",
  "speed",
  "seed",
];
const MOST_FIRST_SETTINGS = 4;

interface Figure {
  value(run: ComparedRun): Key;
  words(run: ComparedRun): string;
  numeric?: boolean;
}

const text = (value: (run: ComparedRun) => string | null): Figure => ({
  value,
  words: (run) => value(run) ?? NOTHING,
  numeric: false,
});
const number = (
  value: (run: ComparedRun) => number | null | undefined,
  words: (value: number) => string,
): Figure => ({
  value,
  words: (run) => {
    const found = value(run);
    return found === null || found === undefined ? NOTHING : words(found);
  },
});

const FIGURES: Record<string, Figure> = {
  name: text(({ name }) => name),
  owner: text(({ owner }) => owner),
  state: text(({ state }) => state.toLowerCase()),
  tags: text(({ tags }) => tags.join(", ") || null),
  preset: text(({ preset }) => preset),
  best: number(({ best }) => best, score),
  held_out_mean: {
    value: ({ held_out }) => held_out?.mean,
    words: ({ held_out }) => {
      if (!held_out) return NOTHING;
      return held_out.layouts > 1
        ? `${score(held_out.mean)} ${plusMinus(held_out.deviation)}`
        : score(held_out.mean);
    },
  },
  held_out_deviation: number(({ held_out }) => held_out?.deviation, score),
  held_out_median: number(({ held_out }) => held_out?.median, score),
  repeats: number(
    ({ measured }) => measured?.repeats,
    (value) => decimal(value, 2),
  ),
  body_speed: number(
    ({ measured }) => measured?.speed,
    (value) => decimal(value, 2),
  ),
  work: number(({ measured }) => measured?.work, score),
  transport: number(
    ({ measured }) => measured?.transport,
    (value) => decimal(value, 1),
  ),
  generations: number(({ generation }) => generation, count),
  evaluations: number(({ evaluations }) => evaluations, count),
  elapsed_s: number(({ elapsed_s }) => elapsed_s, duration),
  speed: number(({ creature_steps_per_s }) => creature_steps_per_s, short),
  champion: text(({ champion }) => champion),
  seed: { value: ({ seed }) => seed, words: ({ seed }) => `${seed}` },
  created: { value: ({ created }) => created, words: ({ created }) => ago(created) },
  id: number(({ id }) => id, count),
};

/** All columns that there are for these runs: figures under their titles, then the settings that differ. */
export function columnsOf(titles: Record<string, string>, different: string[], infos: Infos): Column[] {
  const figures = Object.entries(titles).flatMap(([key, title]): Column[] => {
    const figure = FIGURES[key];
    if (!figure) return [];
    return [
      {
        key,
        title,
        numeric: figure.numeric ?? true,
        value: ({ run }) => figure.value(run),
        words: ({ run }) => figure.words(run),
      },
    ];
  });
  const settings = different.map(
    (name): Column => ({
      key: SETTING + name,
      title: infos[name]!.title,
      numeric: false,
      value: ({ settings }) => settings.get(name),
      words: ({ settings }) => shown(name, settings.get(name), infos),
    }),
  );
  return [...figures, ...settings];
}

/** What a person begins with. */
export function firstColumns(different: string[]): string[] {
  return [...FIRST_COLUMNS, ...different.slice(0, MOST_FIRST_SETTINGS).map((name) => SETTING + name)];
}

export interface Order {
  key: string;
  down: boolean;
}

/** The runs in order of a column; those without a value come last either way. */
export function sorted(all: Entrant[], column: Column, down: boolean): Entrant[] {
  return all.toSorted((a, b) => {
    const [one, other] = [column.value(a) ?? undefined, column.value(b) ?? undefined];
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined);
    return (down ? -1 : 1) * compareValues(one, other) || a.run.id - b.run.id;
  });
}
