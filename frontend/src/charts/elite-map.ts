/** Where the elites of a map lie, how keys lead from one to another, and what a cell stands for. */

import type { EliteMap, MapDimension } from "../generated/api";
import { decimal, score } from "../panels/format";

export type Elite = EliteMap["elites"][number];
export type Way = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End";

/** Steps of the heat scale that cells are coloured with; the palest is the empty map's. */
const STEPS = 5;
const WAYS: Record<string, [column: number, row: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowDown: [0, -1],
  ArrowUp: [0, 1],
};

/** The elite that a key leads to from another: the nearest in its direction, the first or the last; null: none. */
export function neighbour(elites: Elite[], from: Elite, key: string): Elite | null {
  if (key === "Home") return elites[0] ?? null;
  if (key === "End") return elites.at(-1) ?? null;
  const way = WAYS[key];
  if (!way) return null;
  let nearest: Elite | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const elite of elites) {
    const columns = elite.cell[0] - from.cell[0];
    const rows = elite.cell[1] - from.cell[1];
    const along = columns * way[0] + rows * way[1];
    const aside = Math.abs(columns * way[1] + rows * way[0]);
    const distance = along + 3 * aside; // rather a step further than off to the side
    if (along > 0 && distance < least) [nearest, least] = [elite, distance];
  }
  return nearest;
}

/** Elites in reading order: row by row from the top, from left to right. */
export function inReadingOrder(elites: Elite[]): Elite[] {
  return elites.toSorted((a, b) => b.cell[1] - a.cell[1] || a.cell[0] - b.cell[0]);
}

/** The fitness at the two ends of the colour scale. */
export function fitnessSpan(elites: Elite[]): [low: number, high: number] {
  return elites.reduce<[number, number]>(
    ([low, high], { fitness }) => [Math.min(low, fitness), Math.max(high, fitness)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** CSS colour of a fitness on the heat scale between two others; it changes with the theme by itself. */
export function heatCss(fitness: number, [low, high]: [number, number]): string {
  const place = 1 + (high > low ? (STEPS * (fitness - low)) / (high - low) : STEPS);
  const from = Math.min(Math.floor(place), STEPS);
  const share = Math.round(100 * (place - from));
  return `color-mix(in srgb, var(--ev-h${from + 1}) ${share}%, var(--ev-h${from}))`;
}

/** What a cell's creatures have in common along one side of the map: "distance 4.0 to 6.0". */
export function stretch({ name, low, high }: MapDimension, index: number, cells: number): string {
  const width = (high - low) / cells;
  const digits = width >= 1 ? 1 : 2;
  return `${name} ${decimal(low + index * width, digits)} to ${decimal(low + (index + 1) * width, digits)}`;
}

/** A cell's elite in a line. */
export function eliteWords({ dimensions, cells }: EliteMap, elite: Elite): string {
  const place = dimensions.map((dimension, side) => stretch(dimension, elite.cell[side]!, cells)).join(", ");
  return `${place}: creature ${elite.creature}, fitness ${score(elite.fitness)}`;
}
