/** The home page: cards of what is running, a table of every run, live. */

import { getJson } from "../api/http";
import { followRuns } from "../api/progress";
import type { RunPage, RunSummary } from "../generated/api";
import { connectionNote } from "./connection";
import { el, icon, part, put, segmented, write } from "./dom";
import { count } from "./format";
import { newerOf } from "./newer";
import { type RunView, runCard, runRow } from "./run-row";
import { type Choices, chosenRuns, ORDERS, stateChoices, totals } from "./runs-list";

const CARDS = 6;
const MINUTE_MS = 30_000;
const SEARCH_WAIT_MS = 300;
const HEADS: [string, string][] = [
  ["Name", ""],
  ["State", ""],
  ["Generation", ""],
  ["Champion's score", "number"],
  ["Held-out mean", "number"],
  ["Best and mean", "when-medium"],
  ["Creature-steps/s", "number when-wide"],
  ["Owner", "when-wide"],
  ["Started", "when-wide"],
  ["Computed for", "when-medium"],
];

export function mount(root: HTMLElement, props: RunPage): void {
  new Home(root, props).start();
}

class Home {
  private readonly runs = new Map<number, RunSummary>();
  private readonly cards = new Map<number, RunView>();
  private readonly rows = new Map<number, RunView>();
  private readonly choices: Choices = { search: "", state: "ALL", order: "newest" };
  private readonly counts: HTMLElement;
  private readonly body: HTMLElement;
  private readonly cardBox = el("div", { class: "running" });
  private readonly rowBox = el("tbody");
  private readonly none = el("p", { class: "runs-none", hidden: true });
  private readonly connection = connectionNote();
  private readonly states = segmented("State", count, (key) =>
    this.choose({ state: key as Choices["state"] }),
  );
  private total: number;
  private searchTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, props: RunPage) {
    this.counts = part(root, "counts");
    this.body = part(root, "body");
    this.total = props.count;
    for (const run of props.items) this.runs.set(run.id, run);
  }

  start(): void {
    this.draw();
    setInterval(() => this.draw(), MINUTE_MS); // "8 min ago" grows older by itself
    followRuns(() => this.unfinished(), {
      receive: ({ runs }) => this.take(runs),
      down: (since) => this.connection.show(since),
      refused: (why) => this.connection.refuse(why),
    });
  }

  private take(runs: RunSummary[]): void {
    for (const run of runs) {
      if (!this.runs.has(run.id)) this.total++;
      this.hold(run);
    }
    this.draw();
  }

  private hold(run: RunSummary): void {
    this.runs.set(run.id, newerOf(this.runs.get(run.id), run));
  }

  /** Runs that may have ended while the line was down, newest first. */
  private unfinished(): number[] {
    const open = [...this.runs.values()].filter(({ finished }) => finished === null);
    return open.map(({ id }) => id).sort((a, b) => b - a);
  }

  private choose(choice: Partial<Choices>): void {
    Object.assign(this.choices, choice);
    this.draw();
  }

  private draw(): void {
    if (this.runs.size === 0) {
      put(this.body, this.connection.root, emptyState());
      return;
    }
    if (!this.rowBox.isConnected) put(this.body, this.connection.root, this.cardBox, this.tablePanel());
    const all = [...this.runs.values()];
    write(this.counts, totals(all, this.total));
    const running = chosenRuns(all, { search: "", state: "RUNNING", order: "newest" }).slice(0, CARDS);
    show(this.cardBox, this.cards, running, runCard);
    this.cardBox.hidden = running.length === 0;
    this.states.update(stateChoices(all, this.choices), this.choices.state);
    const listed = chosenRuns(all, this.choices);
    show(this.rowBox, this.rows, listed, runRow);
    this.none.hidden = listed.length > 0;
    write(this.none, "No run matches the search and the filter.");
  }

  private tablePanel(): HTMLElement {
    const search = el("input", {
      class: "form-control",
      type: "search",
      placeholder: "Search name, owner, task",
      "aria-label": "Search runs",
      oninput: () => this.search(search.value),
    });
    const order = el(
      "select",
      {
        class: "form-select",
        "aria-label": "Order",
        onchange: () => this.choose({ order: order.value as Choices["order"] }),
      },
      ...Object.entries(ORDERS).map(([key, { label }]) => el("option", { value: key }, label)),
    );
    const heads = HEADS.map(([label, kind]) => el("th", { class: kind, scope: "col" }, label));
    return el(
      "section",
      { class: "panel", "aria-label": "All runs" },
      el("div", { class: "runs-tools" }, search, this.states.root, order),
      el("table", { class: "runs-table" }, el("thead", {}, el("tr", {}, ...heads)), this.rowBox),
      this.none,
    );
  }

  /** Search what is here at once; where the server holds more, ask it too. */
  private search(text: string): void {
    this.choose({ search: text.trim() });
    clearTimeout(this.searchTimer);
    if (this.total <= this.runs.size || !this.choices.search) return;
    this.searchTimer = setTimeout(() => void this.fetchMatches(this.choices.search), SEARCH_WAIT_MS);
  }

  private async fetchMatches(search: string): Promise<void> {
    const found = await getJson<RunPage>(`/api/runs?limit=100&search=${encodeURIComponent(search)}`);
    for (const run of found.items) this.hold(run);
    this.draw();
  }
}

/** Make a box hold a view of each run, in this order; views that are there already are kept. */
function show(
  box: HTMLElement,
  views: Map<number, RunView>,
  runs: RunSummary[],
  make: (run: RunSummary) => RunView,
): void {
  const wanted = new Set(runs.map(({ id }) => id));
  for (const [id, view] of views) {
    if (wanted.has(id)) continue;
    view.remove();
    views.delete(id);
  }
  runs.forEach((run, i) => {
    const view = views.get(run.id) ?? make(run);
    views.set(run.id, view);
    if (box.children[i] !== view.root) box.insertBefore(view.root, box.children[i] ?? null);
    view.update(run);
  });
}

function emptyState(): HTMLElement {
  return el(
    "div",
    { class: "panel empty" },
    icon("activity"),
    el("h2", {}, "No run yet"),
    el("p", {}, "Start one, and within a minute you see creatures learn to move."),
    el("a", { class: "btn btn-quiet", href: "/runs/new/" }, icon("plus-lg"), "New run"),
  );
}
