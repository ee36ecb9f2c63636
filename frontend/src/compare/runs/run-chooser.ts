/** Which runs are compared: found by search, tag, state and preset, a page at a time, and ticked. */

import { getJson } from "../../api/http";
import type { RunPage, RunSummary } from "../../generated/api";
import { el, icon, put, write } from "../../panels/dom";
import { count, plural, score } from "../../panels/format";
import { pill, STATES } from "../../panels/pill";

const PAGE = 50;
/** asked for at once when all that match are ticked */
const MOST_AT_ONCE = 200;
const SEARCH_WAIT_MS = 250;

export interface RunChooser {
  root: HTMLElement;
  /** Tick these runs, and no others. */
  update(runs: number[]): void;
}

interface Options {
  tags: string[];
  presets: string[];
  /** that can be compared at once */
  most: number;
  /** compare these */
  choose(runs: number[]): void;
}

export function runChooser(options: Options): RunChooser {
  const chooser = new Chooser(options);
  chooser.search();
  return { root: chooser.root, update: (runs) => chooser.tick(runs) };
}

class Chooser {
  readonly root: HTMLElement;
  private readonly options: Options;
  private readonly ticked = new Set<number>();
  private readonly list = el("ul", { class: "run-choices", "aria-label": "Runs" });
  private readonly found = el("span", { class: "faint small num" });
  private readonly more = el("button", { class: "btn btn-quiet", type: "button", hidden: true }, "More runs");
  private readonly all = el("button", { class: "btn btn-bare", type: "button" });
  private readonly none = el("button", { class: "btn btn-bare", type: "button" }, "Untick all");
  private readonly go = el("button", { class: "btn btn-primary", type: "button" });
  private readonly said = el("p", { class: "complaint", role: "alert" });
  private readonly filters: Record<string, HTMLInputElement | HTMLSelectElement>;
  private shown = 0;
  private matching = 0;
  private asked = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.options = options;
    const states = Object.entries(STATES).map(([key, { word }]): [string, string] => [key, word]);
    const named = (words: string[]): [string, string][] => words.map((word) => [word, word]);
    this.filters = {
      search: el("input", {
        class: "form-control",
        type: "search",
        placeholder: "Search name, owner, preset",
        "aria-label": "Search runs",
        maxlength: 100,
        oninput: () => this.searchSoon(),
      }),
      state: this.filter("State", "Any state", states),
      tag: this.filter("Tag", "Any tag", named(options.tags)),
      preset: this.filter("Preset", "Any preset", named(options.presets)),
    };
    this.more.addEventListener("click", () => void this.fetch(this.shown));
    this.all.addEventListener("click", () => void this.tickMatching());
    this.none.addEventListener("click", () => this.tick([]));
    this.go.addEventListener("click", () => options.choose([...this.ticked]));
    this.root = el(
      "section",
      { class: "panel run-chooser", "aria-label": "Choose runs" },
      el("div", { class: "runs-tools" }, ...Object.values(this.filters)),
      el("div", { class: "run-chooser-line" }, this.found, this.all, this.none, this.said),
      this.list,
      el("div", { class: "run-chooser-foot" }, this.more, el("div", { class: "push" }, this.go)),
    );
    this.count();
  }

  tick(runs: number[]): void {
    this.ticked.clear();
    for (const run of runs) this.ticked.add(run);
    for (const box of this.list.querySelectorAll<HTMLInputElement>("input")) {
      box.checked = this.ticked.has(Number(box.value));
    }
    this.count();
  }

  /** Begin at the first page of what the filters say. */
  search(): void {
    void this.fetch(0);
  }

  private filter(label: string, any: string, choices: [string, string][]): HTMLSelectElement {
    const options = choices.map(([value, words]) => el("option", { value }, words));
    return el(
      "select",
      {
        class: "form-select",
        "aria-label": label,
        hidden: choices.length === 0,
        onchange: () => this.search(),
      },
      el("option", { value: "" }, any),
      ...options,
    );
  }

  private searchSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), SEARCH_WAIT_MS);
  }

  private address(offset: number, limit: number): string {
    const said = Object.entries(this.filters).map(([name, { value }]): [string, string] => [
      name,
      value.trim(),
    ]);
    const query = new URLSearchParams(said.filter(([, value]) => value));
    return `/api/runs?${query}&offset=${offset}&limit=${limit}`;
  }

  private async fetch(offset: number): Promise<void> {
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    put(this.said);
    try {
      const page = await getJson<RunPage>(this.address(offset, PAGE), signal);
      this.show(page, offset);
    } catch (error) {
      if (!signal.aborted) put(this.said, (error as Error).message);
    }
  }

  private show({ count: matching, items }: RunPage, offset: number): void {
    const rows = items.map((run) => this.rowOf(run));
    if (offset === 0) put(this.list, ...rows);
    else this.list.append(...rows);
    this.shown = offset + items.length;
    this.matching = matching;
    this.more.hidden = this.shown >= matching;
    write(
      this.found,
      matching === 0 ? "No run matches." : `${count(this.shown)} of ${plural(matching, "run")}`,
    );
    write(this.all, `Tick all ${count(Math.min(matching, this.options.most))} that match`);
    this.all.hidden = matching === 0;
  }

  /** Runs that have no generation yet can be ticked as well: they may have one by the time they are looked at. */
  private rowOf(run: RunSummary): HTMLElement {
    const box = el("input", {
      class: "form-check-input",
      type: "checkbox",
      value: run.id,
      checked: this.ticked.has(run.id),
      onchange: () => {
        if (box.checked) this.ticked.add(run.id);
        else this.ticked.delete(run.id);
        this.count();
      },
    });
    const about = [run.owner, run.task, run.brain === "none" ? "oscillators" : run.brain, `seed ${run.seed}`];
    return el(
      "li",
      {},
      el(
        "label",
        {},
        box,
        el(
          "span",
          { class: "run-choice-name" },
          el("b", { title: run.name }, run.name),
          el("span", { class: "faint small" }, about.join(" · ")),
        ),
        el("span", { class: "num small run-choice-score" }, score(run.held_out_mean)),
        pill(run.state),
      ),
    );
  }

  private async tickMatching(): Promise<void> {
    put(this.said);
    const ids: number[] = [];
    try {
      for (let offset = 0; offset < Math.min(this.matching, this.options.most); offset += MOST_AT_ONCE) {
        const page = await getJson<RunPage>(this.address(offset, MOST_AT_ONCE));
        ids.push(...page.items.map(({ id }) => id));
      }
      this.tick([...new Set([...this.ticked, ...ids])].slice(0, this.options.most));
    } catch (error) {
      put(this.said, (error as Error).message);
    }
  }

  private count(): void {
    const { size } = this.ticked;
    const isTooMany = size > this.options.most;
    put(this.go, icon("arrow-left-right"), size === 0 ? "Compare" : `Compare ${plural(size, "run")}`);
    this.go.disabled = size === 0 || isTooMany;
    this.none.hidden = size === 0;
    put(this.said, isTooMany && `At most ${count(this.options.most)} runs can be compared at once.`);
  }
}
