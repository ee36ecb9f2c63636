/** The home page: cards of what is computed, a table of every run, live. */

import { ApiError, getJson } from "../api/http";
import { followRuns } from "../api/runs-line";
import type { BulkAnswer, RunPage, RunSummary, TagCount } from "../generated/api";
import { connectionNote } from "../panels/connection";
import { el, icon, part, put, segmented, write } from "../panels/dom";
import { count } from "../panels/format";
import { type BulkBar, bulkBar } from "./bulk-bar";
import { emptyState, orderField } from "./fields";
import { type Paging, paging } from "./paging";
import { addressOf, endpointOf, isNarrowed, PAGE, type Query, queryOf } from "./query";
import { RunCards } from "./run-card";
import { RunsList, stateChoices, totals } from "./runs-list";
import { type Search, searchField } from "./search";
import { Selection } from "./selection";
import { RunsTable } from "./table";
import { type TagFilter, tagFilter } from "./tag-filter";

const CARDS = 6;
const REDRAWN_MS = 30_000;
/** Between two looks at what the server would list now. */
const PACE_MS = 3000;

export interface HomeProps {
  page: RunPage;
  running: RunSummary[];
  tags: TagCount[];
}

export function mount(root: HTMLElement, props: HomeProps): void {
  new Home(root, props).start();
}

class Home {
  private readonly list = new RunsList();
  private query: Query = queryOf(location.search);
  private readonly selection = new Selection(() => this.drawChosen());
  private readonly cards = new RunCards();
  /** One whose run has ended stays until the list is looked at again: nothing moves away by itself. */
  private cardsShown: number[];
  private known: TagCount[];
  private readonly counts: HTMLElement;
  private readonly body: HTMLElement;
  private readonly none = el("div", { class: "runs-none", hidden: true });
  private readonly trouble = el("div", { class: "note danger", role: "alert", hidden: true });
  private readonly connection = connectionNote();
  private readonly states = segmented("State", count, (key) =>
    this.ask({ state: key as Query["state"], page: 1 }),
  );
  private readonly table: RunsTable;
  private readonly paging: Paging = paging((page) => this.ask({ page }));
  private readonly tagFilter: TagFilter = tagFilter((tags) => this.ask({ tags, page: 1 }));
  private readonly bar: BulkBar;
  private readonly renew: HTMLButtonElement;
  private readonly search: Search;
  private readonly order: HTMLSelectElement;
  private readonly panel: HTMLElement;
  private asked: AbortController | null = null;
  private askedAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isStale = false;

  constructor(root: HTMLElement, props: HomeProps) {
    this.counts = part(root, "counts");
    this.body = part(root, "body");
    this.known = props.tags;
    for (const run of props.running) this.list.hold(run);
    this.cardsShown = props.running.map(({ id }) => id);
    this.list.show(props.page);
    this.table = new RunsTable(this.selection, {
      order: (order) => this.ask({ order, page: 1 }),
      tag: (tag) => this.ask({ tags: [...new Set([...this.query.tags, tag])], page: 1 }),
    });
    this.bar = bulkBar({
      clear: () => this.selection.clear(),
      done: (answer) => this.takeOutcome(answer),
      tags: () => this.known,
    });
    this.renew = el(
      "button",
      { class: "btn btn-quiet runs-renew", type: "button", hidden: true, onclick: () => this.look() },
      icon("arrow-clockwise"),
      "The list has changed",
    );
    this.search = searchField(this.query.search, (text) => this.searchFor(text));
    this.order = orderField((order) => this.ask({ order, page: 1 }));
    this.panel = this.tablePanel();
  }

  start(): void {
    put(this.body, this.connection.root);
    this.draw();
    setInterval(() => this.draw(), REDRAWN_MS); // "8 min ago" grows older by itself
    window.addEventListener("popstate", () => this.turnTo(queryOf(location.search)));
    for (const left of ["pointerleave", "focusout"])
      this.panel.addEventListener(left, () => this.isStale && this.lookSoon());
    followRuns({
      unfinished: () => this.list.unfinished(),
      receive: ({ runs }) => this.take(runs),
      down: (since) => this.connection.show(since),
      refused: (why) => this.connection.refuse(why),
    });
  }

  /** Ask for something else; the address says so. */
  private ask(change: Partial<Query>): void {
    const query = { ...this.query, ...change };
    history.pushState(null, "", addressOf(query));
    this.turnTo(query);
  }

  private turnTo(query: Query): void {
    this.query = query;
    this.search.update(query.search);
    this.draw();
    void this.look();
  }

  /** See what the server lists now. */
  private async look(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    this.askedAt = Date.now();
    this.panel.setAttribute("aria-busy", "true");
    try {
      this.list.show(await getJson<RunPage>(endpointOf(this.query), asked.signal));
      this.setStale(false);
      this.trouble.hidden = true;
      this.cardsShown = this.computed();
    } catch (error) {
      if (!(error instanceof ApiError)) return; // a later question replaced this one
      this.complain(error);
    }
    this.panel.removeAttribute("aria-busy");
    this.draw();
  }

  private complain(error: ApiError): void {
    put(
      this.trouble,
      icon("exclamation-octagon"),
      el("span", {}, `The list could not be loaded; what you see is older. ${error.message}`),
      el("button", { class: "btn btn-quiet", type: "button", onclick: () => this.look() }, "Try again"),
    );
    this.trouble.hidden = false;
  }

  private take(runs: RunSummary[]): void {
    if (this.list.take(runs, this.query)) {
      this.setStale(true);
      this.lookSoon();
    }
    this.draw();
  }

  private setStale(isStale: boolean): void {
    this.isStale = isStale;
    this.renew.hidden = !isStale || !this.isHeld();
  }

  /** Look again in a while, but never under somebody's hands: they are told, and the list waits. */
  private lookSoon(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        if (this.isHeld()) this.renew.hidden = false;
        else void this.look();
      },
      Math.max(500, this.askedAt + PACE_MS - Date.now()),
    );
  }

  /** Whether pointer or focus are in the rows. */
  private isHeld(): boolean {
    return this.table.root.matches(":hover, :focus-within") || this.bar.root.matches(":hover, :focus-within");
  }

  private takeOutcome(answer: BulkAnswer): void {
    for (const { summary } of answer.results) if (summary) this.list.hold(summary);
    const gone = answer.results.filter(({ done, summary }) => done && !summary).map(({ run }) => run);
    this.list.drop(gone);
    this.selection.setAll(gone, false);
    this.cardsShown = this.cardsShown.filter((id) => !gone.includes(id));
    void this.look();
    void this.loadTags();
  }

  private async loadTags(): Promise<void> {
    try {
      this.known = await getJson<TagCount[]>("/api/runs/tags");
      this.draw();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error; // the ones from before still do
    }
  }

  /** The runs that are computed, newest first. */
  private computed(): number[] {
    const running = this.list.all().filter(({ state }) => state === "RUNNING");
    return running
      .map(({ id }) => id)
      .sort((a, b) => b - a)
      .slice(0, CARDS);
  }

  private draw(): void {
    const { list, query } = this;
    const isEmpty = list.count === 0 && !isNarrowed(query) && query.page === 1;
    if (isEmpty) {
      if (!this.body.querySelector(".empty")) put(this.body, this.connection.root, emptyState());
      write(this.counts, "");
      return;
    }
    if (!this.panel.isConnected)
      put(this.body, this.connection.root, this.cards.root, this.panel, this.bar.root);
    write(this.counts, totals(list.states, isNarrowed({ ...query, state: "" })));
    this.drawCards();
    this.states.update(stateChoices(list.states, query.state), query.state);
    this.tagFilter.update(this.known, query.tags);
    this.order.value = query.order;
    this.table.show(list.listed, query.order);
    this.none.hidden = list.order.length > 0;
    this.paging.update(query.page, PAGE, list.count);
    this.drawChosen();
  }

  private drawCards(): void {
    this.cards.show(this.cardsShown.map((id) => this.list.get(id)).filter((run) => run !== undefined));
  }

  private drawChosen(): void {
    this.table.drawChosen();
    this.bar.update(
      [...this.selection.chosen].map((id) => this.list.get(id)).filter((run) => run !== undefined),
    );
  }

  /** What was typed is one step of going back, not one for each letter. */
  private searchFor(search: string): void {
    const query = { ...this.query, search, page: 1 };
    const step = this.query.search ? "replaceState" : "pushState";
    history[step](null, "", addressOf(query));
    this.turnTo(query);
  }

  private tablePanel(): HTMLElement {
    put(
      this.none,
      el("p", {}, "No run matches the search and the filters."),
      el(
        "button",
        {
          class: "btn btn-quiet",
          type: "button",
          onclick: () => this.ask({ search: "", state: "", tags: [], page: 1 }),
        },
        "Show all runs",
      ),
    );
    return el(
      "section",
      { class: "panel runs-panel", "aria-label": "All runs" },
      el(
        "div",
        { class: "runs-tools" },
        this.search.root,
        this.states.root,
        this.tagFilter.root,
        this.renew,
        this.order,
      ),
      this.trouble,
      this.table.root,
      this.none,
      this.paging.root,
    );
  }
}
