/** The best champions of a task: tabs, filters, search, cards; more on demand. */

import { ApiError, getJson } from "../api/http";
import { type FounderCard, founderCard } from "../founders/card";
import { brainWords, type Founder } from "../founders/founder";
import type { Selection } from "../founders/selection";
import type { HallEntry, HallFilters, HallPage } from "../generated/api";
import { el, put, segmented } from "../panels/dom";
import { count } from "../panels/format";
import { offerMore } from "../panels/more";

const PAGE = 24;
const SEARCH_WAIT_MS = 300;

export type HallChoice = Record<"task" | "brain" | "owner" | "preset" | "tag" | "search", string>;
export const ANY: HallChoice = { task: "", brain: "", owner: "", preset: "", tag: "", search: "" };

interface Options {
  choice: HallChoice;
  selection: Selection;
  filters: HallFilters;
  inDialog: boolean;
  /** told after each change of what is asked for */
  onChoice?(choice: HallChoice): void;
}

/** The address that asks for champions. */
function hallAddress(choice: HallChoice, offset = 0): string {
  const query = new URLSearchParams({ limit: `${PAGE}`, offset: `${offset}` });
  for (const [key, value] of Object.entries(choice)) if (value) query.set(key, value);
  return `/api/hall?${query}`;
}

export class Champions {
  readonly root: HTMLElement;
  private readonly options: Options;
  private readonly choice: HallChoice;
  private readonly tasks = segmented("Task", count, (task) => this.choose({ task }));
  private readonly grid = el("div", { class: "creatures hall-grid" });
  private readonly more = el("div", { class: "creatures-more" });
  private cards: FounderCard[] = [];
  private asked: AbortController | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.options = options;
    this.choice = { ...options.choice };
    this.root = el("div", {}, this.tools(), this.grid, this.more);
  }

  /** Show what was fetched already, or fetch it. */
  start(page?: HallPage): void {
    if (page) this.draw(page, 0);
    else void this.fetch(0);
  }

  private tools(): HTMLElement {
    const search = el("input", {
      class: "form-control",
      type: "search",
      placeholder: "Search run, owner",
      "aria-label": "Search the hall",
      value: this.choice.search,
      oninput: () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.choose({ search: search.value.trim() }), SEARCH_WAIT_MS);
      },
    });
    const { filters } = this.options;
    const selects = [
      this.select("brain", "Any brain", filters.brains, brainWords),
      this.select("owner", "Any owner", filters.owners),
      this.select("preset", "Any preset", filters.presets),
      this.select("tag", "Any tag", filters.tags),
    ];
    return el("div", { class: "hall-tools" }, this.tasks.root, search, ...selects);
  }

  /** A choice of one value, where there is more than one to choose from. */
  private select(
    key: keyof HallChoice,
    any: string,
    values: string[],
    word = (value: string) => value,
  ): HTMLElement | null {
    if (values.length < 2 && !this.choice[key]) return null;
    const select = el(
      "select",
      { class: "form-select", "aria-label": any, onchange: () => this.choose({ [key]: select.value }) },
      el("option", { value: "" }, any),
      ...values.map((value) => el("option", { value, selected: value === this.choice[key] }, word(value))),
    );
    return select;
  }

  private choose(part: Partial<HallChoice>): void {
    Object.assign(this.choice, part);
    this.options.onChoice?.(this.choice);
    void this.fetch(0);
  }

  private async fetch(offset: number): Promise<void> {
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      this.draw(await getJson<HallPage>(hallAddress(this.choice, offset), this.asked.signal), offset);
    } catch (error) {
      if (!(error instanceof ApiError)) return; // a later question replaced this one
      const again = el("button", { class: "btn btn-quiet", type: "button" }, "Try again");
      again.addEventListener("click", () => void this.fetch(offset));
      put(this.more, el("span", {}, `The champions could not be loaded. ${error.message}`), again);
    }
  }

  private draw(page: HallPage, offset: number): void {
    this.choice.task = page.task;
    this.tasks.update(
      page.tasks.map(({ task, count: n }) => ({ key: task, label: taskWord(task), count: n })),
      page.task,
    );
    this.tasks.root.hidden = page.tasks.length === 0;
    if (offset === 0) {
      for (const card of this.cards) card.remove();
      this.cards = [];
    }
    for (const entry of page.items) this.add(entry);
    const shown = this.cards.length;
    if (page.count === 0) put(this.more, el("span", { class: "faint" }, "No champion matches."));
    else offerMore(this.more, shown, page.count, () => void this.fetch(shown));
  }

  private add(entry: HallEntry): void {
    const founder: Founder = { kind: "creature", entry };
    const card = founderCard(founder, this.options.selection, this.options.inDialog);
    const rank = el("span", { class: "creature-rank" }, count(this.cards.length + 1));
    card.root.prepend(rank);
    this.cards.push(card);
    this.grid.append(card.root);
  }
}

/** A task as a tab calls it. */
function taskWord(task: string): string {
  return task.charAt(0).toUpperCase() + task.slice(1).replaceAll("_", " ");
}
