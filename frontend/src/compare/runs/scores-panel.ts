/** The table of the runs' scores: sorted by any column, of the columns that a person chooses. */

import { el, icon, put, write } from "../../panels/dom";
import { plural } from "../../panels/format";
import { swatch } from "../../panels/swatch";
import { checkMenu } from "./check-menu";
import { columnSets } from "./column-sets";
import { type Column, type Order, sorted } from "./columns";
import type { Entrant } from "./settings";

const PAGE = 50;

export interface ScoresPanel {
  root: HTMLElement;
  update(shown: Entrant[], columns: Column[], chosen: string[], colourOf: (entrant: Entrant) => string): void;
}

interface Actions {
  /** show these columns */
  choose(columns: string[]): void;
  leaveOut(run: number): void;
  /** the pointer or the focus is on a run; null: on none */
  hover(run: number | null): void;
  /** address of the table as a file */
  file(columns: string[]): string;
}

export function scoresPanel(actions: Actions): ScoresPanel {
  const heads = el("tr");
  const body = el("tbody");
  const some = el("span", { class: "unit num" });
  const pages = el("div", { class: "table-pages" });
  const none = el("p", { class: "runs-none", hidden: true }, "No run lies within the marks.");
  const file = el("a", { class: "btn btn-quiet", download: "runs.csv" }, icon("download"), "CSV");
  const sets = columnSets(
    () => chosen,
    (keys) => actions.choose(keys),
  );
  const menu = checkMenu("Columns", (keys) => actions.choose(keys), sets.root);
  let order: Order = { key: "held_out_mean", down: true };
  let all: Entrant[] = [];
  let columns: Column[] = [];
  let chosen: string[] = [];
  let colourOf: (entrant: Entrant) => string = () => "";
  let page = 0;

  const sortBy = (column: Column): void => {
    order = { key: column.key, down: order.key === column.key ? !order.down : column.numeric };
    page = 0;
    draw();
  };
  const turn = (by: number): void => {
    page += by;
    draw();
  };
  const draw = (): void => {
    const shown = chosen.flatMap((key) => columns.find((column) => column.key === key) ?? []);
    const by = columns.find(({ key }) => key === order.key);
    const rows = by ? sorted(all, by, order.down) : all;
    page = Math.min(page, Math.max(0, Math.ceil(rows.length / PAGE) - 1));
    const focused = document.activeElement?.closest<HTMLElement>("th[data-key]")?.dataset.key;
    put(heads, ...shown.map((column) => headOf(column, order, () => sortBy(column))), el("td"));
    const best = rows.reduce((most, { run }) => Math.max(most, run.held_out?.mean ?? -Infinity), -Infinity);
    put(
      body,
      ...rows
        .slice(page * PAGE, (page + 1) * PAGE)
        .map((entrant) => rowOf(entrant, shown, colourOf(entrant), best, actions)),
    );
    write(some, plural(all.length, "run"));
    none.hidden = all.length > 0;
    put(pages, ...(rows.length > PAGE ? turning(page, rows.length, turn) : []));
    if (focused) heads.querySelector<HTMLElement>(`th[data-key="${CSS.escape(focused)}"] button`)?.focus();
  };
  const title = el("h2", {}, "Scores ", some);
  return {
    root: el(
      "section",
      { class: "panel scores" },
      el("header", { class: "panel-head" }, title, el("div", { class: "push" }, menu.root, file)),
      el(
        "div",
        { class: "table-wrap" },
        el("table", { class: "scores-table" }, el("thead", {}, heads), body),
      ),
      none,
      pages,
    ),
    update(shown, nowColumns, nowChosen, colour) {
      all = shown;
      columns = nowColumns;
      chosen = nowChosen;
      colourOf = colour;
      menu.update(
        columns.map(({ key, title: label }) => ({ key, label })),
        chosen,
      );
      file.href = actions.file(chosen);
      draw();
    },
  };
}

function headOf({ key, title, numeric }: Column, order: Order, act: () => void): HTMLElement {
  const isOn = order.key === key;
  return el(
    "th",
    {
      scope: "col",
      class: numeric ? "num" : null,
      "data-key": key,
      "aria-sort": isOn ? (order.down ? "descending" : "ascending") : null,
    },
    el("button", { type: "button", onclick: act }, title, isOn && icon(order.down ? "sort-down" : "sort-up")),
  );
}

function rowOf(
  entrant: Entrant,
  columns: Column[],
  colour: string,
  best: number,
  actions: Actions,
): HTMLElement {
  const { run } = entrant;
  const cells = columns.map((column) => {
    if (column.key === "name") return nameCell(entrant, colour);
    const isBest = column.key === "held_out_mean" && run.held_out?.mean === best;
    const words = column.words(entrant);
    return el("td", { class: column.numeric ? "num" : null }, isBest ? el("strong", {}, words) : words);
  });
  const words = `Leave ${run.name} out`;
  const leave = el(
    "button",
    {
      class: "btn btn-bare btn-icon",
      type: "button",
      "aria-label": words,
      title: words,
      onclick: () => actions.leaveOut(run.id),
    },
    icon("x-lg"),
  );
  return el(
    "tr",
    {
      onpointerenter: () => actions.hover(run.id),
      onpointerleave: () => actions.hover(null),
      onfocusin: () => actions.hover(run.id),
    },
    ...cells,
    el("td", {}, leave),
  );
}

function nameCell({ run }: Entrant, colour: string): HTMLElement {
  const link = el("a", { href: `/runs/${run.id}/`, title: run.name }, run.name);
  return el("th", { scope: "row" }, swatch(`var(--ev-${colour})`), link);
}

function turning(page: number, count: number, turn: (by: number) => void): HTMLElement[] {
  const last = Math.ceil(count / PAGE) - 1;
  const button = (words: string, name: string, by: number, off: boolean): HTMLElement =>
    el(
      "button",
      {
        class: "btn btn-quiet btn-icon",
        type: "button",
        "aria-label": words,
        disabled: off,
        onclick: () => turn(by),
      },
      icon(name),
    );
  return [
    button("The runs before", "chevron-left", -1, page === 0),
    el(
      "span",
      { class: "small num" },
      `${page * PAGE + 1} to ${Math.min((page + 1) * PAGE, count)} of ${count}`,
    ),
    button("The runs after", "chevron-right", 1, page === last),
  ];
}
