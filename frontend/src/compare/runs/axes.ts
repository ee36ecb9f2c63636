/** The axes that parallel coordinates can have: settings that differ, and what came of the runs. */

import { count, decimal, duration, score, short } from "../../panels/format";
import { type ParallelAxis, rangeOf } from "./brushing";
import { consequential, differing, type Entrant, type Infos, shown, valuesOf } from "./settings";

const SCORES: [
  key: string,
  title: string,
  value: (entrant: Entrant) => number | null,
  shown: (value: number) => string,
][] = [
  ["generations", "Generations", ({ run }) => run.generation, count],
  ["evaluations", "Evaluations", ({ run }) => run.evaluations, short],
  ["elapsed_s", "Computed", ({ run }) => run.elapsed_s, duration],
  ["speed", "Creature-steps/s", ({ run }) => run.creature_steps_per_s, short],
  ["best", "In its generation", ({ run }) => run.best, score],
  ["held_out_mean", "Score", ({ run }) => run.held_out?.mean ?? null, score],
];
const FIRST_SCORES = ["held_out_mean"];
const FIRST_SETTINGS = 6;
/** more choices than these cannot be told apart on an axis */
const MOST_CHOICES = 12;

/** All axes that tell these runs apart; settings first, scores on the right. */
export function axesOf(all: Entrant[], infos: Infos): ParallelAxis[] {
  const settings = consequential(differing(all, infos), infos).flatMap((name) =>
    settingAxis(name, all, infos),
  );
  const scores = SCORES.flatMap(([key, title, value, words]): ParallelAxis[] => {
    const values = all.flatMap((entrant) => value(entrant) ?? []);
    if (values.length === 0) return [];
    return [{ kind: "number", key, title, unit: "", ...rangeOf(values), value, shown: words }];
  });
  return [...settings, ...scores];
}

/** Keys of the axes that one begins with. */
export function firstAxes(axes: ParallelAxis[]): string[] {
  const scores = SCORES.map(([key]) => key);
  const settings = axes.filter(({ key }) => !scores.includes(key)).slice(0, FIRST_SETTINGS);
  return [
    ...settings.map(({ key }) => key),
    ...FIRST_SCORES.filter((key) => axes.some((axis) => axis.key === key)),
  ];
}

function settingAxis(name: string, all: Entrant[], infos: Infos): ParallelAxis[] {
  const { title, unit = "" } = infos[name]!;
  const key = `settings.${name}`;
  const values = valuesOf(all, name).filter((value) => value !== undefined);
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length === values.length && numbers.length > 1) {
    const value = ({ settings }: Entrant): number | null =>
      (settings.get(name) as number | undefined) ?? null;
    return [{ kind: "number", key, title, unit, ...rangeOf(numbers), value, shown: plainNumber }];
  }
  const choices = valuesOf(all, name).map((value) => shown(name, value, infos));
  if (choices.length > MOST_CHOICES) return [];
  return [
    {
      kind: "choice",
      key,
      title,
      unit: "",
      choices,
      value: ({ settings }) => shown(name, settings.get(name), infos),
    },
  ];
}

function plainNumber(value: number): string {
  if (Math.abs(value) >= 10_000) return short(value);
  return Number.isInteger(value) ? count(value) : decimal(value, Math.abs(value) < 1 ? 3 : 2);
}
