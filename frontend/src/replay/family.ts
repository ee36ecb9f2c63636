/** Where a creature comes from, what came of it and how it fared: parents and children as links. */

import type { CreatureDetail } from "../generated/api";
import { lineageAddress } from "../lineage/address";
import { el, icon } from "../panels/dom";
import { count, plural } from "../panels/format";
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
