/** The phylogeny of a run: those who live in a generation, and where their lines part. */

import { getJson } from "../api/http";
import type { Frame } from "../compare/differences/genome";
import type { Phylogeny, RunSummary } from "../generated/api";
import { el, put, segmented } from "../panels/dom";
import { count, plural } from "../panels/format";
import { swatch } from "../panels/swatch";
import { scoreUnit } from "../panels/tiles";
import { replayAddress } from "../replay/link";
import { kinPanel } from "./chosen";
import { familyOf } from "./family";
import { familyList, fitnessScale, fitnessSpan, frame, legend, shareOf } from "./frame";
import { Graph } from "./graph";
import { type FamilyView, failed, waiting } from "./states";

const COLOURS = 8;

export class PhylogenyView implements FamilyView {
  readonly root = el("div");
  private readonly run: RunSummary;
  private readonly ancestry: (creature: string) => void;
  private readonly frame: Frame;
  private readonly left = new AbortController();
  /** aborted when another graph takes the place of the one shown */
  private drawn = new AbortController();
  private generation: number | null;
  private colour: "fitness" | "species" = "fitness";
  private isCrossed = false;

  /** @param ancestry told the creature whose ancestry is asked for */
  constructor(
    run: RunSummary,
    generation: number | null,
    frame: Frame,
    ancestry: (creature: string) => void,
  ) {
    this.frame = frame;
    this.run = run;
    this.generation = generation;
    this.ancestry = ancestry;
    void this.load();
  }

  dispose(): void {
    this.left.abort();
    this.drawn.abort();
  }

  private async load(): Promise<void> {
    put(this.root, waiting("Looking for the families of the living…"));
    const query = new URLSearchParams({ species: `${this.colour === "species"}` });
    if (this.generation !== null) query.set("generation", `${this.generation}`);
    try {
      const tree = await getJson<Phylogeny>(`/api/runs/${this.run.id}/phylogeny?${query}`, this.left.signal);
      if (!this.left.signal.aborted) this.draw(tree);
    } catch (error) {
      if (this.left.signal.aborted) return;
      put(
        this.root,
        failed(error as Error, () => {
          this.colour = "fitness";
          void this.load();
        }),
      );
    }
  }

  private draw(tree: Phylogeny): void {
    const { run } = this;
    this.drawn.abort();
    this.drawn = new AbortController();
    const family = familyOf(tree);
    const span = fitnessSpan(family);
    const panel = kinPanel(run.id, this.frame, {
      choose: (place) => graph.choose(place),
      root: (place) => this.ancestry(family.names[place]!),
    });
    const graph = new Graph(
      {
        choose: (place) => panel.show(family, place, notesOn(tree, place)),
        open: (place) => location.assign(replayAddress(run.id, family.names[place]!, family.born[place]!)),
      },
      this.drawn.signal,
    );
    const species = this.colour === "species" ? tree.species : null;
    const colours = speciesColours(species ?? []);
    const below = [
      el("p", { class: "kin-words small" }, phylogenyWords(tree)),
      legend(family, species ? speciesLegend(colours) : fitnessScale(span, scoreUnit(run.task))),
      familyList(
        "The living, as a list",
        family,
        family.names.map((_, place) => place).filter((place) => tree.is_alive[place]),
        (place) => graph.choose(place),
      ),
    ];
    put(
      this.root,
      frame(graph, [this.generations(tree), this.colours(tree), this.crossings(tree)], below, panel.root),
    );
    const first = tree.ancestor ?? fittest(tree);
    graph.show(
      {
        kind: "tree",
        family,
        subject: first,
        colour: (place) =>
          species ? (colours.get(species[place]!) ?? "c-other") : shareOf(family.fitness[place]!, span),
        mark: tree.ancestor === null ? null : { place: tree.ancestor, words: "latest common ancestor" },
        ...(this.isCrossed ? { others: tree.others } : {}),
        edgeWords: (place) => (tree.skipped[place]! > 0 ? `${count(tree.skipped[place]!)} left out` : ""),
      },
      false,
      `${phylogenyWords(tree)} Arrow keys follow edges. Enter opens the replay.`,
    );
    graph.choose(first);
  }

  private generations({ generation }: Phylogeny): HTMLElement {
    const last = this.run.generation ?? 0;
    const input = el("input", {
      class: "form-control num",
      type: "number",
      min: 0,
      max: last,
      value: generation,
      "aria-label": `Those who live in generation, 0 to ${last}`,
    });
    input.addEventListener("change", () => {
      this.generation = Math.max(0, Math.min(last, Math.round(input.valueAsNumber || 0)));
      void this.load();
    });
    return el("label", { class: "kin-choice small" }, "living in generation", input);
  }

  /** A button that lets second parents be drawn, where there are any. */
  private crossings(tree: Phylogeny): HTMLElement {
    const button = el("button", { class: "btn btn-bare", type: "button" }, "Second parents");
    button.hidden = tree.others.every((other) => other === null);
    button.setAttribute("aria-pressed", `${this.isCrossed}`);
    button.addEventListener("click", () => {
      this.isCrossed = !this.isCrossed;
      this.draw(tree);
    });
    return button;
  }

  private colours(tree: Phylogeny): HTMLElement {
    const choice = segmented("Colour", String, (key) => {
      this.colour = key as "fitness" | "species";
      void this.load();
    });
    choice.update(
      [
        { key: "fitness", label: "fitness" },
        { key: "species", label: "species" },
      ],
      this.colour,
    );
    const none = this.colour === "species" && tree.species === null;
    return el(
      "div",
      { class: "kin-choice small" },
      choice.root,
      none && el("span", { class: "faint" }, "this run's selection knows no species"),
    );
  }
}

/** What the tree says, in words. */
export function phylogenyWords(tree: Phylogeny): string {
  const living = tree.is_alive.filter(Boolean).length;
  const best = living < tree.population ? `the ${count(living)} best of ` : "";
  const roots = tree.parents.filter((parents) => parents.length === 0).length;
  const common =
    tree.ancestor === null
      ? `They go back to ${plural(roots, "creature")} that have no ancestor in common.`
      : `Their latest common ancestor is ${tree.creatures[tree.ancestor]}, born in generation ${tree.born[tree.ancestor]}.`;
  const end = tree.is_cut ? " Not all lines were followed back to generation 0." : "";
  return `Living in generation ${tree.generation}: ${best}${plural(tree.population, "creature")}. ${common}${end} Lines follow first parents.`;
}

/** The living creature that is fittest. */
function fittest({ is_alive, fitness }: Phylogeny): number {
  return is_alive.reduce(
    (best, lives, place) => (lives && (best < 0 || fitness[place]! > fitness[best]!) ? place : best),
    -1,
  );
}

function notesOn(tree: Phylogeny, place: number): string[] {
  const notes = [];
  const living = tree.living[place]!;
  if (tree.is_alive[place]) notes.push(`It lives in generation ${tree.generation}.`);
  if (living > 1 || !tree.is_alive[place])
    notes.push(
      `${plural(living, "creature")} of that generation ${living === 1 ? "descends" : "descend"} from it, itself counted.`,
    );
  if (tree.skipped[place]! > 0)
    notes.push(
      `Between it and the one before it here, ${plural(tree.skipped[place]!, "creature")} are left out.`,
    );
  if (tree.species?.[place]) notes.push(`Species no. ${tree.species[place]}.`);
  return notes;
}

/**
 * Tokens of the colours of species, the largest first: the one after its number, or the next that is free. Further
 * species share a grey, and so do creatures from whom several come.
 */
export function speciesColours(species: number[]): Map<number, string> {
  const sizes = new Map<number, number>();
  for (const each of species) if (each) sizes.set(each, (sizes.get(each) ?? 0) + 1);
  const colours = new Map<number, string>();
  const taken = new Set<string>();
  for (const [number] of [...sizes].sort(([a, m], [b, n]) => n - m || a - b)) {
    const wishes = Array.from({ length: COLOURS }, (_, i) => `c${((number - 1 + i) % COLOURS) + 1}`);
    const colour = wishes.find((wish) => !taken.has(wish)) ?? "c-other";
    taken.add(colour);
    colours.set(number, colour);
  }
  return colours;
}

function speciesLegend(colours: Map<number, string>): HTMLElement {
  const entry = (colour: string, words: string) => {
    return el("span", {}, swatch(`var(--ev-${colour})`), words);
  };
  const named = [...colours].slice(0, COLOURS).map(([number, colour]) => entry(colour, `no. ${number}`));
  return el("span", { class: "kin-species" }, "species", ...named, entry("c-other", "several, or others"));
}
