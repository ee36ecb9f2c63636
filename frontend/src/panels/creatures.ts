/** The creatures of the chosen generation: filter, order, cards; more on demand. */

import { ApiError, getJson } from "../api/http";
import type { CreaturePage, CreatureRow } from "../generated/api";
import { type CreatureCard, creatureCard } from "./creature-card";
import { csvLink } from "./csv-link";
import { arrange, el, put, segmented, write } from "./dom";
import { count } from "./format";
import { offerMore } from "./more";

const PAGE = 24;
/** While the page follows a fast run, cards are fetched at most this often. */
const PACE_MS = 2500;

const FILTERS = { all: "All", survived: "Survived", culled: "Culled", disqualified: "Disqualified" };
const ORDERS = {
  rank: "Best first",
  "-rank": "Worst first",
  born: "Oldest first",
  nodes: "Largest first",
  streak: "Longest survival first",
};

export class Creatures {
  readonly root: HTMLElement;
  private readonly run: number;
  private readonly isLast: (generation: number) => boolean;
  private readonly unit = el("span", { class: "unit num" });
  private readonly grid = el("div", { class: "creatures" });
  private readonly more = el("div", { class: "creatures-more" });
  private readonly cards = new Map<string, CreatureCard>();
  private readonly filters = segmented("Show", count, (key) => this.set(() => (this.filter = key)));
  private readonly table = csvLink("the creatures of this generation");
  private filter = "all";
  private order = "rank";
  private generation = -1;
  private wanted = PAGE;
  private asked: AbortController | undefined;
  private lastFetch = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param isLast whether a generation is the run's last one, out of which nobody is selected */
  constructor(run: number, isLast: (generation: number) => boolean) {
    this.run = run;
    this.isLast = isLast;
    const order = el(
      "select",
      {
        class: "form-select",
        "aria-label": "Order",
        onchange: () => this.set(() => (this.order = order.value)),
      },
      ...Object.entries(ORDERS).map(([key, label]) => el("option", { value: key }, label)),
    );
    this.root = el(
      "section",
      { class: "panel" },
      el(
        "div",
        { class: "panel-head" },
        el("h2", {}, "Creatures", this.unit),
        el("div", { class: "push" }, this.filters.root, order, this.table),
      ),
      this.grid,
      this.more,
    );
    this.wait();
  }

  /** Show a generation; in quick succession only the latest. */
  show(generation: number): void {
    if (generation === this.generation) return;
    this.generation = generation;
    this.table.href = `/api/runs/${this.run}/generations/${generation}/creatures.csv`;
    this.wanted = PAGE;
    clearTimeout(this.timer);
    const rest = Math.max(60, this.lastFetch + PACE_MS - Date.now());
    this.timer = setTimeout(() => void this.fetch(), this.cards.size ? rest : 0);
  }

  private set(change: () => void): void {
    change();
    this.want(PAGE);
  }

  private async fetch(): Promise<void> {
    if (this.generation < 0) return;
    this.asked?.abort();
    this.asked = new AbortController();
    this.lastFetch = Date.now();
    const generation = this.generation;
    const query = new URLSearchParams({ filter: this.filter, order: this.order, limit: `${this.wanted}` });
    const url = `/api/runs/${this.run}/generations/${generation}/creatures?${query}`;
    try {
      this.draw(await getJson<CreaturePage>(url, this.asked.signal), generation);
    } catch (error) {
      if (!(error instanceof ApiError)) return; // a later question replaced this one
      put(
        this.more,
        el("span", {}, `The creatures could not be loaded. ${error.message}`),
        el("button", { class: "btn btn-quiet", type: "button", onclick: () => this.want(PAGE) }, "Try again"),
      );
    }
  }

  private draw(page: CreaturePage, generation: number): void {
    write(this.unit, ` ${count(page.counts.all)} in generation ${count(generation)}`);
    this.filters.update(
      Object.entries(FILTERS).map(([key, label]) => ({
        key,
        label,
        count: page.counts[key as keyof typeof FILTERS],
      })),
      this.filter,
    );
    this.place(page.items, generation);
    if (page.count === 0)
      put(this.more, el("span", { class: "faint" }, "No creature of this generation is in this group."));
    else offerMore(this.more, page.items.length, page.count, () => this.want(this.wanted + PAGE));
  }

  /** Cards of these creatures in this order; those already here stay, so that their films go on. */
  private place(creatures: CreatureRow[], generation: number): void {
    const names = new Set(creatures.map(({ name }) => name));
    for (const [name, card] of this.cards) {
      if (names.has(name)) continue;
      card.remove();
      this.cards.delete(name);
    }
    const roots = creatures.map((creature) => {
      const card = this.cards.get(creature.name) ?? creatureCard(this.run, this.isLast);
      this.cards.set(creature.name, card);
      card.update(creature, generation);
      return card.root;
    });
    arrange(this.grid, roots);
  }

  private wait(): void {
    put(
      this.grid,
      ...Array.from({ length: 6 }, () => el("div", { class: "creature skeleton", "aria-hidden": true })),
    );
  }

  private want(cards: number): void {
    this.wanted = cards;
    void this.fetch();
  }
}
