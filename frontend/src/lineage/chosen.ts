/** The creature that is chosen in a family graph: how it moves, its figures, its kin, what changed in it. */

import type { Frame } from "../compare/differences/genome";
import { el, icon, put, write } from "../panels/dom";
import { plural, score } from "../panels/format";
import { thumb } from "../panels/thumb";
import { replayAddress } from "../replay/link";
import { changesOf } from "./changes";
import { type Family, OPERATORS } from "./family";

export interface KinPanel {
  root: HTMLElement;
  /** @param notes what else is told of it */
  show(family: Family, place: number, notes: (Node | string)[]): void;
}

export interface KinListener {
  choose(place: number): void;
  /** The ancestry of a creature is asked for. */
  root(place: number): void;
  /** The film of its line is asked for. */
  play?(place: number): void;
}

const MOST_LISTED = 8;

/** @param frame what the comparison with the parent needs */
export function kinPanel(run: number, frame: Frame, listener: KinListener): KinPanel {
  const small = thumb("Creature");
  const title = el("h2", { class: "num", "aria-live": "polite" });
  const facts = el("dl", { class: "facts" });
  const notes = el("div", { class: "kin-notes small" });
  const changes = changesList(run, frame);
  const links = el("div", { class: "kin-links" });
  const root = el(
    "aside",
    { class: "panel kin-side", "aria-label": "Chosen creature" },
    small.root,
    el("div", { class: "panel-body" }, title, facts, notes, changes.root, links),
  );
  return {
    root,
    show(family, place, told) {
      const [name, born] = [family.names[place]!, family.born[place]!];
      small.show(run, name, born);
      write(title, `Creature ${name}, fitness ${score(family.fitness[place]!)}`);
      put(facts, ...rowsOf(family, place, listener));
      put(notes, ...told.map((note) => el("p", {}, note)));
      changes.show(family, place);
      put(links, ...linksTo(run, family, place, listener));
    },
  };
}

interface ChangesList {
  root: HTMLElement;
  show(family: Family, place: number): void;
}

/** A person who walks along a line does not ask about everybody they pass. */
const LINGER_MS = 350;

/** What changed against the (fitter) parent, where that one is in the graph and the very one it was born of. */
function changesList(run: number, frame: Frame): ChangesList {
  const title = el("h3", {});
  const list = el("ul", { class: "kin-changes small num" });
  const root = el("div", { hidden: true }, title, list);
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  const say = (lines: string[]) => put(list, ...lines.map((line) => el("li", {}, line)));
  return {
    root,
    show(family, place) {
      const turn = ++asked;
      clearTimeout(waiting);
      const parent = family.isWhole ? family.parents[place]![0] : undefined;
      root.hidden = parent === undefined || family.operators[place] === "migration";
      if (parent === undefined || root.hidden) return;
      const named = (at: number) => ({ name: family.names[at]!, born: family.born[at]! });
      write(title, `What changed against ${family.names[parent]}`);
      say(["Reading the genomes…"]);
      waiting = setTimeout(() => {
        changesOf(run, named(place), named(parent), frame)
          .catch((error: Error) => [error.message])
          .then((lines) => {
            if (turn === asked) say(lines);
          });
      }, LINGER_MS);
    },
  };
}

function rowsOf(family: Family, place: number, { choose }: KinListener): HTMLElement[] {
  const kin = (places: number[]): HTMLElement => {
    const buttons = places
      .slice(0, MOST_LISTED)
      .map((other) =>
        el(
          "button",
          { class: "btn btn-bare num", type: "button", onclick: () => choose(other) },
          family.names[other],
        ),
      );
    const more = places.length - buttons.length;
    return el("dd", { class: "kin-names" }, ...buttons, more > 0 && `and ${more} more`);
  };
  const [parents, children] = [family.parents[place]!, family.children[place]!];
  const rows: [string, HTMLElement][] = [
    ["Born in", el("dd", { class: "num" }, `generation ${family.born[place]}`)],
    ["By", el("dd", {}, OPERATORS[family.operators[place]!] ?? family.operators[place]!)],
    [
      "Body",
      el(
        "dd",
        { class: "num" },
        `${plural(family.nodes[place]!, "node")}, ${plural(family.muscles[place]!, "muscle")}`,
      ),
    ],
  ];
  const [above, below] = family.isWhole
    ? [parents.length === 1 ? "Parent" : "Parents", "Children here"]
    : ["Comes from", "From it come"];
  if (parents.length) rows.push([above, kin(parents)]);
  if (children.length) rows.push([below, kin(children)]);
  return rows.map(([name, value]) => el("div", {}, el("dt", {}, name), value));
}

function linksTo(run: number, family: Family, place: number, { root, play }: KinListener): HTMLElement[] {
  const name = family.names[place]!;
  const button = (symbol: string, words: string, act: () => void) =>
    el("button", { class: "btn btn-quiet", type: "button", onclick: act }, icon(symbol), words);
  const links = [
    el(
      "a",
      { class: "btn btn-quiet", href: replayAddress(run, name, family.born[place]!) },
      icon("play-fill"),
      "Replay",
    ),
  ];
  return [
    ...links,
    ...(family.line[0] === place ? [] : [button("diagram-3", "Its ancestry", () => root(place))]),
    ...(play ? [button("film", "Play the lineage", () => play(place))] : []),
  ];
}
