/** Where a creature comes from, what came of it and how it fared: parents and children as links. */

import type { CreatureDetail } from "../generated/api";
import { lineageAddress } from "../lineage/address";
import { el, icon } from "../panels/dom";
import { count, plural, score } from "../panels/format";
import { deviationOf, PLUS_MINUS, plusMinus } from "../panels/scores";
import { replayAddress } from "./link";
import { section } from "./panel";

const OPERATORS: Record<string, string> = {
  random: "Random newborn",
  mutation: "Mutated child of ",
  crossover: "Crossover of ",
  migration: "From another island, a copy of ",
  import: "Founder, from elsewhere",
};

/** The panel of a creature's family in a run. */
export function familyPanel(run: number, kin: CreatureDetail): HTMLElement {
  const origin = el("dd", {}, OPERATORS[kin.operator] ?? `${kin.operator} `);
  kin.parents.forEach((parent, i) => {
    if (i > 0) origin.append(" and ");
    origin.append(el("a", { href: replayAddress(run, parent, Math.max(kin.born - 1, 0)) }, parent));
  });
  const rows: [string, HTMLElement][] = [
    ["Origin", origin],
    ["Born in", el("dd", { class: "num" }, `generation ${kin.born}`)],
    ["Rank", el("dd", { class: "num" }, `${kin.rank}, ${kin.survives ? "survives" : "culled"}`)],
    ["Survived", el("dd", { class: "num" }, plural(kin.streak, "generation"))],
    [`Children in ${kin.generation + 1}`, children(run, kin)],
  ];
  if (kin.held_out && kin.held_out.length > 1)
    rows.push(["Score, unseen trials", el("dd", { class: "num", title: PLUS_MINUS }, heldOut(kin.held_out))]);
  return section(
    "Family",
    "",
    [],
    el("dl", { class: "facts" }, ...rows.map(([name, value]) => el("div", {}, el("dt", {}, name), value))),
    el(
      "p",
      { class: "kin-links" },
      el("a", { class: "btn btn-quiet", href: lineageAddress(run, kin.name) }, icon("diagram-3"), "Lineage"),
      el(
        "a",
        { class: "btn btn-quiet", href: lineageAddress(run, kin.name, "film") },
        icon("film"),
        "Play the lineage",
      ),
    ),
  );
}

/** The best of them as links, and how many more there are. */
function children(run: number, kin: CreatureDetail): HTMLElement {
  const told = el("dd", { class: "num" });
  kin.best_children.forEach((child, i) => {
    if (i > 0) told.append(", ");
    told.append(el("a", { href: replayAddress(run, child, kin.generation + 1) }, child));
  });
  const more = kin.children - kin.best_children.length;
  if (more > 0) told.append(` and ${count(more)} more`);
  if (!kin.children) told.append("none");
  return told;
}

/** Mean on layouts that selection never saw, and how single ones scatter: "37.0 ± 18.2, 16 layouts". */
export function heldOut(scores: number[]): string {
  const mean = scores.reduce((sum, value) => sum + value, 0) / scores.length;
  return `${score(mean)} ${plusMinus(deviationOf(scores))}, ${scores.length} trials`;
}
