/** The table of runs: titles that order it, boxes that choose, rows that stay where they are while they change. */

import type { RunSummary } from "../generated/api";
import { arrange, el, icon } from "../panels/dom";
import { columnOf, ORDERS, type Order, pressed } from "./query";
import { type RunRow, runRow } from "./run-row";
import type { Selection } from "./selection";

interface Listener {
  order(order: Order): void;
  tag(tag: string): void;
}

interface Column {
  /** a key of ORDERS, or a title */
  name: string;
  class: string;
}

/** in the order of the row's cells */
const COLUMNS: Column[] = [
  { name: "name", class: "col-name" },
  { name: "state", class: "col-state" },
  { name: "generation", class: "col-generation" },
  { name: "held-out", class: "col-best number" },
  { name: "best", class: "col-held-out number" },
  { name: "Highest and mean", class: "col-spark when-medium" },
  { name: "speed", class: "col-speed number when-wide" },
  { name: "owner", class: "col-owner when-wide" },
  { name: "created", class: "col-started when-wide" },
  { name: "elapsed", class: "col-lasted when-medium" },
];

export class RunsTable {
  readonly root: HTMLElement;
  private readonly to: Listener;
  private readonly selection: Selection;
  private readonly body = el("tbody");
  private readonly rows = new Map<number, RunRow>();
  private readonly heads = new Map<string, { head: HTMLElement; button: HTMLButtonElement }>();
  private readonly all: HTMLInputElement;
  private shown: number[] = [];
  private order: Order = "-created";

  constructor(selection: Selection, to: Listener) {
    this.selection = selection;
    this.to = to;
    this.all = el("input", {
      class: "form-check-input",
      type: "checkbox",
      "aria-label": "Choose all shown",
      onchange: () => selection.setAll(this.shown, this.all.checked),
    });
    const heads = COLUMNS.map((column) => this.head(column));
    this.root = el(
      "table",
      { class: "runs-table" },
      el("thead", {}, el("tr", {}, el("th", { class: "col-box", scope: "col" }, this.all), ...heads)),
      this.body,
    );
    this.body.addEventListener("keydown", (event) => this.key(event));
  }

  /** Show these runs in this order; rows that are there already are kept. */
  show(runs: RunSummary[], order: Order): void {
    this.order = order;
    this.shown = runs.map(({ id }) => id);
    this.drawHeads();
    const wanted = new Set(this.shown);
    for (const [id, row] of this.rows) {
      if (wanted.has(id)) continue;
      row.remove();
      this.rows.delete(id);
    }
    const roots = runs.map((run) => {
      const row = this.rows.get(run.id) ?? this.row(run);
      row.update(run);
      return row.root;
    });
    arrange(this.body, roots);
    this.drawChosen();
  }

  /** Tick the boxes of what is chosen. */
  drawChosen(): void {
    for (const [id, row] of this.rows) row.choose(this.selection.chosen.has(id));
    const n = this.selection.among(this.shown);
    this.all.checked = n > 0 && n === this.shown.length;
    this.all.indeterminate = n > 0 && n < this.shown.length;
    this.all.disabled = this.shown.length === 0;
  }

  private row(run: RunSummary): RunRow {
    const row = runRow(run, {
      tag: (tag) => this.to.tag(tag),
      choose: (isChosen, isRange) => this.selection.set(run.id, isChosen, isRange ? this.shown : []),
    });
    this.rows.set(run.id, row);
    return row;
  }

  private head({ name, class: kind }: Column): HTMLElement {
    const order = ORDERS[name];
    if (!order) return el("th", { class: kind, scope: "col" }, name);
    const press = () => this.to.order(pressed(name, this.order));
    const button = el("button", { class: "head-button", type: "button", onclick: press }, order.label);
    const head = el("th", { class: kind, scope: "col" }, button);
    this.heads.set(name, { head, button });
    return head;
  }

  private drawHeads(): void {
    const isDown = this.order.startsWith("-");
    for (const [name, { head, button }] of this.heads) {
      const isOn = columnOf(this.order) === name;
      button.querySelector(".icon")?.remove();
      if (isOn) button.append(icon(isDown ? "sort-down" : "sort-up"));
      if (isOn) head.setAttribute("aria-sort", isDown ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  /** Arrow keys go from box to box, with shift they choose on the way. */
  private key(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = (event.target as Element).closest?.("tr");
    if (!step || !row || !(event.target as Element).matches("input[type=checkbox]")) return;
    event.preventDefault();
    const from = [...this.body.children].indexOf(row);
    const to = this.rows.get(this.shown[from + step] ?? -1);
    if (!to) return;
    to.box.focus();
    if (event.shiftKey) this.selection.set(this.shown[from + step]!, true, this.shown);
  }
}
