/** The page of families: a creature's ancestry, the phylogeny of its run, and the film of its line. */

import { getJson } from "../api/http";
import type { Frame } from "../compare/differences/genome";
import type { Ancestry, RunSummary } from "../generated/api";
import { el, put, segmented } from "../panels/dom";
import type { Show } from "./address";
import { AncestryView } from "./ancestry";
import { familyOf } from "./family";
import { filmView } from "./film";
import { PhylogenyView } from "./phylogeny";
import { type FamilyView, failed, waiting } from "./states";

interface Props {
  run: RunSummary;
  /** null: the run has no generation yet */
  creature: string | null;
  generation: number | null;
  frame: Frame;
}

const SHOWS: { key: Show; label: string }[] = [
  { key: "ancestry", label: "Ancestry" },
  { key: "run", label: "Whole run" },
  { key: "film", label: "Film" },
];

/** Mount the page's island. */
export function mount(root: HTMLElement, props: Props): void {
  if (props.creature === null) {
    const words = "There are no families yet: the first creatures appear with generation 0.";
    root.append(el("p", { class: "panel kin-empty" }, words));
    return;
  }
  new LineagePage(root, props, props.creature);
}

class LineagePage {
  private readonly run: RunSummary;
  private creature: string;
  private readonly generation: number | null;
  private readonly frame: Frame;
  private readonly tabs = segmented("What to show", String, (key) => this.show(key as Show));
  private readonly body = el("div", { class: "kin-page" });
  private view: FamilyView | null = null;
  private asked = new AbortController();

  constructor(root: HTMLElement, { run, generation, frame }: Props, creature: string) {
    this.run = run;
    this.creature = creature;
    this.generation = generation;
    this.frame = frame;
    root.append(el("div", { class: "kin-tabs" }, this.tabs.root), this.body);
    const wanted = new URLSearchParams(location.search).get("show");
    this.show(SHOWS.some(({ key }) => key === wanted) ? (wanted as Show) : "ancestry");
  }

  private show(show: Show): void {
    this.tabs.update(SHOWS, show);
    this.asked.abort();
    this.asked = new AbortController();
    this.view?.dispose();
    this.view = null;
    const query = new URLSearchParams({ creature: this.creature });
    if (this.generation !== null) query.set("generation", `${this.generation}`);
    if (show !== "ancestry") query.set("show", show);
    history.replaceState(null, "", `?${query}`);
    const { signal } = this.asked;
    if (show === "film") void this.load(() => this.film(signal), "Looking for the line of first parents…");
    else this.put(show === "run" ? this.phylogeny() : this.ancestry());
  }

  private put(view: FamilyView): void {
    this.view = view;
    put(this.body, view.root);
  }

  private ancestry(): FamilyView {
    return new AncestryView(this.run, this.creature, this.frame, {
      root: (creature) => {
        this.creature = creature;
        this.show("ancestry");
      },
      play: (creature) => {
        this.creature = creature;
        this.show("film");
      },
    });
  }

  private phylogeny(): FamilyView {
    return new PhylogenyView(this.run, this.generation, this.frame, (creature) => {
      this.creature = creature;
      this.show("ancestry");
    });
  }

  private async film(signal: AbortSignal): Promise<FamilyView> {
    const address = `/api/runs/${this.run.id}/ancestry?creature=${this.creature}&width=1`;
    const kin = await getJson<Ancestry>(address, signal);
    return filmView(this.run.id, familyOf(kin, kin.line), kin.is_cut);
  }

  /** Put a view once it is there; meanwhile, and if it cannot be, say so. */
  private async load(ask: () => Promise<FamilyView>, words: string): Promise<void> {
    const { signal } = this.asked;
    put(this.body, waiting(words));
    try {
      const view = await ask();
      if (signal.aborted) view.dispose();
      else this.put(view);
    } catch (error) {
      if (!signal.aborted)
        put(
          this.body,
          failed(error as Error, () => void this.load(ask, words)),
        );
    }
  }
}
