/** The hall of fame: champions, what one has pinned, one's own creatures; those chosen begin a run together. */

import { founderCard } from "../founders/card";
import { type Founder, startAddress } from "../founders/founder";
import { Selection } from "../founders/selection";
import type { DesignRow, HallEntry, HallFilters, HallPage } from "../generated/api";
import { el, icon, part, put, write } from "../panels/dom";
import { count } from "../panels/format";
import { offerMore } from "../panels/more";
import { Champions, type HallChoice } from "./champions";
import { Designs } from "./designs";

interface Props {
  query: HallChoice;
  page: HallPage;
  filters: HallFilters;
  pins: HallEntry[];
  designs: DesignRow[];
}

const PINS_SHOWN = 24;

export function mount(root: HTMLElement, props: Props): void {
  const selection = new Selection();
  put(
    part(root, "body"),
    championsPanel(props, selection),
    props.pins.length > 0 && pinsPanel(props.pins, selection),
    designsPanel(props.designs, selection),
    chosenBar(selection),
  );
}

function championsPanel(props: Props, selection: Selection): HTMLElement {
  const { query, page, filters } = props;
  const narrowed = Object.entries(query).some(([key, value]) => key !== "task" && value);
  if (page.count === 0 && !narrowed) return emptyPanel();
  const champions = new Champions({
    choice: { ...query, task: page.task },
    selection,
    filters,
    inDialog: false,
    onChoice: (choice) => history.replaceState(null, "", `?${asked(choice)}`),
  });
  champions.start(page);
  return section(
    "Best creatures",
    "one champion a run, by its mean over layouts that selection never saw",
    champions.root,
  );
}

/** What is asked for, for the address bar. */
function asked(choice: HallChoice): URLSearchParams {
  return new URLSearchParams(Object.entries(choice).filter(([, value]) => value));
}

function emptyPanel(): HTMLElement {
  return el(
    "div",
    { class: "panel empty" },
    icon("trophy"),
    el("h2", {}, "No champion yet"),
    el("p", {}, "The best creature of every run that you may see stands here, from its first generation on."),
    el("a", { class: "btn btn-quiet", href: "/runs/new/" }, icon("plus-lg"), "New run"),
  );
}

function pinsPanel(pins: HallEntry[], selection: Selection): HTMLElement {
  const grid = el("div", { class: "creatures hall-grid" });
  const more = el("div", { class: "creatures-more" });
  const show = (from: number) => {
    for (const entry of pins.slice(from, from + PINS_SHOWN)) {
      const founder: Founder = { kind: "creature", entry };
      grid.append(founderCard(founder, selection, false).root);
    }
    const shown = Math.min(from + PINS_SHOWN, pins.length);
    offerMore(more, shown, pins.length, () => show(shown));
  };
  show(0);
  return section("Pinned by you", count(pins.length), grid, more);
}

function designsPanel(rows: DesignRow[], selection: Selection): HTMLElement {
  const number = el("span", { class: "unit num" });
  const designs = new Designs(selection, false, (n) => write(number, n ? ` ${count(n)}` : ""));
  designs.show(rows);
  return el(
    "section",
    { class: "panel", id: "yours" },
    el(
      "div",
      { class: "panel-head" },
      el("h2", {}, "Your creatures", number),
      el(
        "div",
        { class: "push" },
        el("a", { class: "btn btn-quiet", href: "/designs/new/" }, icon("plus-lg"), "Draw one"),
        el("a", { class: "btn btn-quiet", href: "/runs/new/?from=import" }, icon("braces"), "Import"),
      ),
    ),
    designs.root,
  );
}

function section(title: string, unit: string, ...content: HTMLElement[]): HTMLElement {
  const head = el(
    "div",
    { class: "panel-head" },
    el("h2", {}, title, el("span", { class: "unit num" }, ` ${unit}`)),
  );
  return el("section", { class: "panel" }, head, ...content);
}

/** What is chosen, floating at the bottom while anything is. */
function chosenBar(selection: Selection): HTMLElement {
  const words = el("span", { class: "num", "aria-live": "polite" });
  const start = el("a", { class: "btn btn-primary" }, icon("play-fill"), "Start a run from them");
  const clear = el("button", { class: "btn btn-quiet", type: "button" }, "Clear");
  clear.addEventListener("click", () => selection.replace([]));
  const bar = el("div", { class: "chosen-bar", hidden: true }, words, clear, start);
  selection.onChange(() => {
    bar.hidden = selection.size === 0;
    write(words, `${count(selection.size)} chosen`);
    start.href = startAddress(selection.all);
  });
  return bar;
}
