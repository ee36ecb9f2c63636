/** Figures of evolution by generation: what each chart of the run page draws, and which of them a run has. */

import type { GenerationStats } from "../generated/api";
import { count, decimal, score } from "../panels/format";
import { labelRoom } from "./end-labels";
import { line, type Picture } from "./generation-plot";
import { token } from "./tokens";

export interface Curve {
  name: string;
  /** token of its colour */
  colour: string;
  dash?: number[];
  /** null where the generation has no such figure */
  value(stats: GenerationStats): number | null;
}

export interface History {
  title: string;
  /** unit of the title, and name of the vertical axis */
  unit: string;
  /** the run has it, as soon as one of its generations has */
  isIn(stats: GenerationStats): boolean;
  curves(stats: GenerationStats): Curve[];
  shown(value: number): string;
  /** whether the axis begins at 0 whatever the figures are */
  fromZero: boolean;
}

/** What makes something new; migrants are copies of the best, and survive as these do. */
const OPERATORS: Record<string, { colour: string; dash?: number[] }> = {
  mutation: { colour: "c1" },
  crossover: { colour: "c2", dash: [6, 3] },
};
const LOOKS = 8;

/** Share of an operator's offspring that passed into the next generation, percent; null where it had none. */
export function survival(stats: GenerationStats, operator: string): number | null {
  const found = stats.operators[operator];
  return found?.born ? (100 * found.survived) / found.born : null;
}

const one = (name: string, value: Curve["value"]): Curve => ({ name, colour: "c1", value });

/** What of a run's settings says how mutation changes while it goes on. */
export interface MutationSettings {
  mutation_rate: number;
  structural_rate: number;
  adaptive_mutation: boolean;
  weight_decay: string;
}

/** Mutation as it is in force, in a run where that is not always the same. */
export function mutationHistories(settings: MutationSettings): History[] {
  const { mutation_rate, structural_rate, adaptive_mutation, weight_decay } = settings;
  const percent = (rate: number, { boost }: GenerationStats) => 100 * Math.min(1, rate * boost);
  return [
    {
      title: "Mutation in force",
      unit: "% chance",
      isIn: () => adaptive_mutation,
      curves: () => [
        one("gene", (stats) => percent(mutation_rate, stats)),
        { name: "structure", colour: "c2", dash: [6, 3], value: (stats) => percent(structural_rate, stats) },
      ],
      shown: (value) => `${decimal(value, value < 9.95 ? 1 : 0)} %`,
      fromZero: true,
    },
    {
      title: "Size of weight changes",
      unit: "standard deviation",
      isIn: ({ weight_magnitude }) => weight_magnitude > 0 && weight_decay !== "off",
      curves: () => [one("size", ({ weight_magnitude }) => weight_magnitude)],
      shown: (value) => decimal(value, 3),
      fromZero: true,
    },
  ];
}

export const HISTORIES: History[] = [
  {
    title: "Offspring that survive",
    unit: "% by operator",
    isIn: ({ operators }) => Object.values(operators).some(({ born }) => born > 0),
    curves: () =>
      Object.entries(OPERATORS).map(([name, look]) => ({
        name,
        ...look,
        value: (stats) => survival(stats, name),
      })),
    shown: (value) => `${count(value)} %`,
    fromZero: true,
  },
  {
    title: "Diversity of bodies",
    unit: "share of the range at birth",
    isIn: () => true,
    curves: () => [one("diversity", ({ diversity }) => diversity)],
    shown: (value) => decimal(value, 2),
    fromZero: true,
  },
  {
    title: "Size of nets",
    unit: "mean count",
    isIn: ({ net }) => net !== null,
    curves: () => [
      one("connections", ({ net }) => net?.connections ?? null),
      { name: "hidden", colour: "c2", dash: [6, 3], value: ({ net }) => net?.neurons ?? null },
    ],
    shown: (value) => decimal(value, 1),
    fromZero: true,
  },
  {
    title: "Spread of behaviour",
    unit: "m",
    isIn: ({ behaviour_spread }) => behaviour_spread !== null,
    curves: () => [one("spread", ({ behaviour_spread }) => behaviour_spread)],
    shown: score,
    fromZero: true,
  },
  {
    title: "Novelty",
    unit: "m to the nearest",
    isIn: ({ novelty }) => novelty !== null,
    curves: () => [
      one("most novel", ({ novelty }) => novelty?.max ?? null),
      { name: "mean", colour: "c2", dash: [6, 3], value: ({ novelty }) => novelty?.mean ?? null },
    ],
    shown: score,
    fromZero: true,
  },
  {
    title: "Best of each island",
    unit: "fitness",
    isIn: ({ islands }) => islands.length > 0,
    curves: ({ islands }) => islands.map((_, i) => islandCurve(i)),
    shown: score,
    fromZero: false,
  },
  {
    title: "Cells of the map that are filled",
    unit: "%",
    isIn: ({ map }) => map !== null,
    curves: () => [one("filled", ({ map }) => map && 100 * map.coverage)],
    shown: (value) => `${decimal(value, 1)} %`,
    fromZero: true,
  },
  {
    title: "Sum of the elites' fitness",
    unit: "QD score",
    isIn: ({ map }) => map !== null,
    curves: () => [one("QD score", ({ map }) => map?.qd_score ?? null)],
    shown: score,
    fromZero: false,
  },
];

/** Islands beyond the eighth go round the colours again, dashed. */
function islandCurve(i: number): Curve {
  const dash = i < LOOKS ? {} : { dash: [4, 3] };
  return {
    name: `no. ${i + 1}`,
    colour: `c${(i % LOOKS) + 1}`,
    ...dash,
    value: ({ islands }) => islands[i]?.best ?? null,
  };
}

/** A generation's figures in a line: "mutation 12 %, crossover 9 %". */
export function historyWords(history: History, stats: GenerationStats): string {
  return history
    .curves(stats)
    .map((curve) => ({ name: curve.name, value: curve.value(stats) }))
    .filter(({ value }) => value !== null)
    .map(({ name, value }) => `${name} ${history.shown(value!)}`)
    .join(", ");
}

/** @param first any of the run's generations that has the figures: it says how many curves there are */
export function historyPicture(history: History, first: GenerationStats): Picture {
  const curves = history.curves(first);
  return {
    axis: history.unit,
    labelRoom: labelRoom(curves.map(({ name }) => name)),
    words(generations) {
      const last = generations.at(-1);
      return `${history.title}, ${history.unit}, by generation${last ? `: ${historyWords(history, last)}` : ""}`;
    },
    data: (generations) => [
      generations.map(({ number }) => number),
      ...curves.map(({ value }) => generations.map(value)),
    ],
    series: () => curves.map(({ colour, dash }) => line(token(colour), 1.75, dash)),
    range: (low, high) => (history.fromZero ? [Math.min(0, low), Math.max(1.06 * high, 1e-6)] : [low, high]),
    labels: (plot, generations) =>
      curves.flatMap(({ name, colour, value }) => {
        const last = value(generations.at(-1)!);
        if (last === null) return [];
        return {
          text: `${name} ${history.shown(last)}`,
          colour: token(colour),
          ink: token("text-2"),
          y: plot.valToPos(last, "y", true),
        };
      }),
  };
}
