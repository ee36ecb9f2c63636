/** The tables of the comparison: distances at a moment, and what changed in the bodies. */

import { el, write } from "../panels/dom";
import { count, decimal, score } from "../panels/format";
import { distanceAt } from "../viewer/measures";
import { type Entry, orderedCss } from "./entry";

export interface DistancePanel {
  root: HTMLElement;
  update(seconds: number): void;
}

/** Who is how far at the moment shown, the furthest first. */
export function distancePanel(entries: Entry[]): DistancePanel {
  const moment = el("span", {}, "Distance");
  const title = el("h2", {}, moment, " ", el("span", { class: "unit" }, "m"));
  const list = el("ol", { class: "distances" });
  const furthest = Math.max(0.1, ...entries.map(longest));
  const rows = entries.map(({ stats }, i) => {
    const bar = el("i", { class: "distance-bar" });
    bar.style.setProperty("--colour", orderedCss(i, entries.length));
    const value = el("b", { class: "num" });
    const rank = el("span", { class: "faint num" });
    const row = el("li", {}, rank, el("span", {}, `gen ${count(stats.number)}`), el("span", {}, bar), value);
    return { row, bar, value, rank, metres: 0 };
  });
  list.append(...rows.map(({ row }) => row));
  const update = (seconds: number): void => {
    write(moment, `Distance at ${decimal(seconds, 2)} s`);
    for (const [i, row] of rows.entries()) {
      row.metres = distanceAt(entries[i]!.clip, seconds);
      write(row.value, decimal(row.metres, 2));
      row.bar.style.setProperty("--share", `${Math.max(0, row.metres) / furthest}`);
    }
    const ranked = rows.toSorted((a, b) => b.metres - a.metres);
    for (const [i, row] of ranked.entries()) {
      write(row.rank, `${i + 1}`);
      row.row.style.order = `${i}`;
    }
  };
  return {
    root: el("section", { class: "panel" }, el("header", { class: "panel-head" }, title), list),
    update,
  };
}

function longest({ clip }: Entry): number {
  return Math.max(...Array.from({ length: clip.frames }, (_, frame) => distanceAt(clip, frame / clip.hz)));
}

interface Row {
  name: string;
  value(entry: Entry): number | undefined;
  shown(value: number): string;
}

const ROWS: Row[] = [
  { name: "Nodes", value: ({ clip }) => clip.nodes, shown: count },
  { name: "Muscles", value: ({ clip }) => clip.muscles, shown: count },
  { name: "Mean stiffness, N/m", value: ({ clip }) => mean(clip.stiffness), shown: count },
  { name: "Mean friction", value: ({ clip }) => mean(clip.friction), shown: (value) => decimal(value, 2) },
  { name: "Effort, points", value: ({ clip }) => clip.parts.effort, shown: (value) => decimal(value, 1) },
  { name: "Targets reached", value: ({ stats }) => stats.targets_reached, shown: count },
  {
    name: "Held-out mean",
    value: ({ stats }) => (stats.held_out.length > 1 ? stats.held_out_mean : undefined),
    shown: score,
  },
];

/** What differs between the champions, a column each; rows that say nothing about this run are left out. */
export function changesPanel(entries: Entry[]): HTMLElement {
  const heads = entries.map(({ stats }, i) => {
    const swatch = el("i", { class: "swatch" });
    swatch.style.setProperty("--colour", orderedCss(i, entries.length));
    return el("th", { scope: "col", class: "num" }, swatch, count(stats.number));
  });
  const rows = ROWS.filter(({ value }) => entries.some((entry) => value(entry))).map(
    ({ name, value, shown }) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, name),
        ...entries.map((entry) => el("td", { class: "num" }, shown(value(entry) ?? 0))),
      ),
  );
  const head = el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Generation"), ...heads));
  return el(
    "section",
    { class: "panel" },
    el(
      "header",
      { class: "panel-head" },
      el("h2", {}, "What changed ", el("span", { class: "unit" }, "first to last")),
    ),
    el(
      "div",
      { class: "panel-body table-wrap" },
      el("table", { class: "changes" }, head, el("tbody", {}, ...rows)),
    ),
  );
}

export function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
