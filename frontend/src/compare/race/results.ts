/** How a race ended: place, score and what else came of each champion. */

import { el } from "../../panels/dom";
import { count, decimal, score } from "../../panels/format";
import { swatch } from "../../panels/swatch";
import { distanceAt } from "../../viewer/measures";
import type { Racer } from "../entry";

/** The racers with their place, the highest score first; equal scores share a place. */
export function placed(racers: Racer[]): { racer: Racer; place: number }[] {
  const inOrder = racers.toSorted((a, b) => b.clip.fitness - a.clip.fitness);
  return inOrder.map((racer) => ({
    racer,
    place: 1 + racers.filter(({ clip }) => clip.fitness > racer.clip.fitness).length,
  }));
}

export function resultsPanel(racers: Racer[]): HTMLElement {
  const withTargets = racers.some(({ clip }) => clip.targets.length > 0);
  const rows = placed(racers).map(({ racer, place }) => {
    const { clip, colour, short, href, beside } = racer;
    const reached = clip.targets.filter((target) => target.reached !== null).length;
    const end = (clip.frames - 1) / clip.hz;
    return el(
      "tr",
      {},
      el("td", { class: "num" }, `${place}`),
      el("th", { scope: "row" }, swatch(colour), el("a", { href }, short)),
      el("td", { class: "num" }, el("strong", {}, score(clip.fitness))),
      withTargets && el("td", { class: "num" }, count(reached)),
      el("td", { class: "num" }, decimal(distanceAt(clip, end), 2)),
      el("td", { class: "num faint" }, beside),
      el("td", {}, clip.disqualified?.reason ?? ""),
    );
  });
  const heads: [string, string][] = [
    ["Place", "num"],
    ["Run", ""],
    ["Score", "num"],
    ...(withTargets ? ([["Targets", "num"]] as [string, string][]) : []),
    ["Distance, m", "num"],
    ["In its run", "num"],
    ["Disqualified", ""],
  ];
  const head = el("tr", {}, ...heads.map(([label, kind]) => el("th", { scope: "col", class: kind }, label)));
  const title = el("h2", {}, "Result ", el("span", { class: "unit" }, "at the end of the episode"));
  return el(
    "section",
    { class: "panel results" },
    el("header", { class: "panel-head" }, title),
    el(
      "div",
      { class: "panel-body table-wrap" },
      el("table", { class: "changes results-table" }, el("thead", {}, head), el("tbody", {}, ...rows)),
    ),
  );
}
