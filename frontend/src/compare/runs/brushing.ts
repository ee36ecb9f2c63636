/** Axes of the parallel coordinates, and which runs pass the ranges that are marked on them. */

import type { Entrant } from "./settings";

export type Cell = number | string | null;

export interface NumberAxis {
  kind: "number";
  key: string;
  title: string;
  unit: string;
  low: number;
  high: number;
  /** by powers of ten: values far apart would all lie at one end */
  logarithmic: boolean;
  value(entrant: Entrant): number | null;
  shown(value: number): string;
}

export interface ChoiceAxis {
  kind: "choice";
  key: string;
  title: string;
  unit: string;
  /** from the bottom up */
  choices: string[];
  value(entrant: Entrant): string | null;
}

export type ParallelAxis = NumberAxis | ChoiceAxis;

/** What is marked on an axis: from one value to another, or some of the choices. */
export type Brush = { low: number; high: number } | { choices: Set<string> };
export type Brushes = Map<string, Brush>;

/** A tenth of the range lies between such ends, or they are marked by powers of ten. */
const FAR_APART = 100;
/** of an axis, within which a mark takes its end */
const SNAP = 0.025;

/** Ends of an axis for these values; equal values lie in its middle. */
export function rangeOf(values: number[]): Pick<NumberAxis, "low" | "high" | "logarithmic"> {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  if (low === high) return { low: low - 1, high: high + 1, logarithmic: false };
  return { low, high, logarithmic: low > 0 && high / low >= FAR_APART };
}

/** 0 at the bottom of the axis, 1 at its top; null for a run that has no value. */
export function shareOn(axis: ParallelAxis, entrant: Entrant): number | null {
  if (axis.kind === "number") {
    const value = axis.value(entrant);
    return value === null ? null : shareOf(axis, value);
  }
  const value = axis.value(entrant);
  return value === null ? null : (axis.choices.indexOf(value) + 0.5) / axis.choices.length;
}

export function shareOf({ low, high, logarithmic }: NumberAxis, value: number): number {
  return logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/** The value at a share of the axis; its ends exactly. */
export function valueAt({ low, high, logarithmic }: NumberAxis, share: number): number {
  if (share === 0 || share === 1) return share === 0 ? low : high;
  return logarithmic ? low * (high / low) ** share : low + (high - low) * share;
}

/** What a person marks who drags between two shares of an axis; null where that is nothing. */
export function brushBetween(axis: ParallelAxis, a: number, b: number): Brush | null {
  const [from, to] = [snapped(Math.min(a, b)), snapped(Math.max(a, b))];
  if (axis.kind === "number")
    return to - from < 0.01 ? null : { low: valueAt(axis, from), high: valueAt(axis, to) };
  const n = axis.choices.length;
  const choices = axis.choices.filter((_, i) => i < to * n && i + 1 > from * n);
  return choices.length === 0 || choices.length === n ? null : { choices: new Set(choices) };
}

/** A share of an axis; near an end, the end, for that is what one who begins there means. */
function snapped(share: number): number {
  if (share < SNAP) return 0;
  return share > 1 - SNAP ? 1 : share;
}

/** The runs that lie within every mark; one without a value lies in none. */
export function passing(all: Entrant[], axes: ParallelAxis[], brushes: Brushes): Entrant[] {
  const marked = axes.flatMap((axis) => {
    const brush = brushes.get(axis.key);
    return brush ? [{ axis, brush }] : [];
  });
  return all.filter((entrant) => marked.every(({ axis, brush }) => holds(axis, brush, entrant)));
}

function holds(axis: ParallelAxis, brush: Brush, entrant: Entrant): boolean {
  const value = axis.value(entrant);
  if (value === null) return false;
  if ("choices" in brush) return brush.choices.has(`${value}`);
  return Number(value) >= brush.low && Number(value) <= brush.high;
}

/** The axes with one moved to another's place. */
export function moved<T extends { key: string }>(axes: T[], key: string, to: number): T[] {
  const one = axes.find((axis) => axis.key === key)!;
  const others = axes.filter((axis) => axis !== one);
  return others.toSpliced(Math.min(Math.max(to, 0), others.length), 0, one);
}
