/** The tables of the comparison: who leads at a moment, and what changed in the bodies. */

import { el, segmented, write } from "../panels/dom";
import { count, decimal, score } from "../panels/format";
import { swatch } from "../panels/swatch";
import { distanceAt, scoreAt } from "../viewer/measures";
import type { Entry, Racer } from "./entry";

export interface RankingPanel {
  root: HTMLElement;
  update(seconds: number): void;
}

/** What racers are ranked by. */
interface Ranked {
  title: string;
  unit: string;
  at: typeof distanceAt;
}

const RANKED: Record<string, Ranked> = {
  distance: { title: "Distance", unit: "m", at: distanceAt },
  score: { title: "Score", unit: "points", at: scoreAt },
};

/** Who leads at the moment shown, the first first; by distance or by score. */
export function rankingPanel(racers: Racer[]): RankingPanel {
  const moment = el("span", {}, "Distance");
  const unit = el("span", { class: "unit" });
  const list = el("ol", { class: "distances" });
  const tabs = segmented("Ranked by", String, (key) => choose(key));
  const rows = racers.map(({ short, colour }) => {
    const bar = el("i", { class: "distance-bar" });
    bar.style.setProperty("--colour", colour);
    const value = el("b", { class: "num" });
    const rank = el("span", { class: "faint num" });
    const name = el("span", { class: "ranked-name", title: short }, short);
    const row = el("li", {}, rank, name, el("span", {}, bar), value);
    return { row, bar, value, rank, reached: 0 };
  });
  list.append(...rows.map(({ row }) => row));
  let ranked = RANKED.distance!;
  let greatest = 1;
  let now = 0;
  const update = (seconds: number): void => {
    now = seconds;
    write(moment, `${ranked.title} at ${decimal(seconds, 2)} s`);
    for (const [i, row] of rows.entries()) {
      row.reached = ranked.at(racers[i]!.clip, seconds);
      write(row.value, decimal(row.reached, 2));
      row.bar.style.setProperty("--share", `${Math.max(0, row.reached) / greatest}`);
    }
    const inOrder = rows.toSorted((a, b) => b.reached - a.reached);
    for (const [i, row] of inOrder.entries()) {
      write(row.rank, `${i + 1}`);
      row.row.style.order = `${i}`;
    }
  };
  const choose = (key: string): void => {
    ranked = RANKED[key]!;
    greatest = Math.max(0.1, ...racers.map(({ clip }) => highest(clip, ranked.at)));
    write(unit, ranked.unit);
    tabs.update(
      Object.entries(RANKED).map(([name, { title }]) => ({ key: name, label: title })),
      key,
    );
    update(now);
  };
  choose("distance");
  const title = el("h2", {}, moment, " ", unit);
  const head = el("header", { class: "panel-head" }, title, el("div", { class: "push" }, tabs.root));
  return { root: el("section", { class: "panel" }, head, list), update };
}

function highest(clip: Racer["clip"], at: Ranked["at"]): number {
  return Math.max(...Array.from({ length: clip.frames }, (_, frame) => at(clip, frame / clip.hz)));
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
    name: "Score, unseen trials",
    value: ({ stats }) => (stats.held_out.length > 1 ? stats.held_out_mean! : undefined),
    shown: score,
  },
];

/** What differs between the champions, a column each; rows that say nothing about this run are left out. */
export function changesPanel(entries: Entry[], racers: Racer[]): HTMLElement {
  const heads = racers.map(({ mark, colour }) => {
    return el("th", { scope: "col", class: "num" }, swatch(colour), mark);
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
