/** A creature's ancestry as a graph. */

import { getJson } from "../api/http";
import type { Frame } from "../compare/differences/genome";
import type { Ancestry, RunSummary } from "../generated/api";
import { el, put, segmented, write } from "../panels/dom";
import { count, plural } from "../panels/format";
import { scoreUnit } from "../panels/tiles";
import { replayAddress } from "../replay/link";
import { kinPanel } from "./chosen";
import { type Family, familyOf } from "./family";
import { familyList, fitnessScale, fitnessSpan, frame, legend, shareOf } from "./frame";
import { Graph } from "./graph";
import { type FamilyView, failed, waiting } from "./states";

export interface AncestryListener {
  /** The ancestry of another creature is asked for. */
  root(creature: string): void;
  /** The film of a creature's line is asked for. */
  play(creature: string): void;
}

const WIDTHS = [
  { key: "1", label: "line" },
  { key: "4", label: "4" },
  { key: "12", label: "12" },
  { key: "64", label: "64" },
];
/** Larger ancestries are folded until a person wants to see all of them. */
const FOLDED_FROM = 300;

export class AncestryView implements FamilyView {
  readonly root = el("div");
  private readonly run: RunSummary;
  private readonly creature: string;
  private readonly frame: Frame;
  private readonly listener: AncestryListener;
  private readonly left = new AbortController();
  /** aborted when another graph takes the place of the one shown */
  private drawn = new AbortController();
  private width = 12;

  constructor(run: RunSummary, creature: string, frame: Frame, listener: AncestryListener) {
    this.frame = frame;
    this.run = run;
    this.creature = creature;
    this.listener = listener;
    void this.load();
  }

  dispose(): void {
    this.left.abort();
    this.drawn.abort();
  }

  private async load(): Promise<void> {
    put(this.root, waiting("Looking for ancestors…"));
    try {
      const query = `creature=${this.creature}&width=${this.width}`;
      const kin = await getJson<Ancestry>(`/api/runs/${this.run.id}/ancestry?${query}`, this.left.signal);
      if (!this.left.signal.aborted) this.draw(kin);
    } catch (error) {
      if (!this.left.signal.aborted)
        put(
          this.root,
          failed(error as Error, () => void this.load()),
        );
    }
  }

  private draw(kin: Ancestry): void {
    const { run } = this;
    this.drawn.abort();
    this.drawn = new AbortController();
    const family = familyOf(kin, kin.line);
    const span = fitnessSpan(family);
    const panel = kinPanel(run.id, this.frame, {
      choose: (place) => graph.choose(place),
      root: (place) => this.listener.root(family.names[place]!),
      play: (place) => this.listener.play(family.names[place]!),
    });
    const graph = new Graph(
      {
        choose: (place) => panel.show(family, place, notesOn(kin, place)),
        open: (place) => location.assign(replayAddress(run.id, family.names[place]!, family.born[place]!)),
      },
      this.drawn.signal,
    );
    const words = el("p", { class: "kin-words small" }, ancestryWords(kin));
    const picture = {
      kind: "ancestry" as const,
      family,
      subject: 0,
      colour: (place: number) => shareOf(family.fitness[place]!, span),
      mark: null,
      isOpen: (place: number) => kin.hidden[place]! > 0,
    };
    let isFolding = family.names.length > FOLDED_FROM;
    const folding = el("button", {
      class: "btn btn-bare",
      type: "button",
      onclick: () => refold(!isFolding),
    });
    const refold = (wish: boolean): void => {
      isFolding = wish;
      folding.setAttribute("aria-pressed", `${isFolding}`);
      graph.show(picture, isFolding, graphWords(kin, family));
      graph.choose(0);
    };
    write(folding, "Fold long lines");
    folding.title = "Draw stretches in which nobody branches as one, with their number";
    const below = [
      words,
      legend(family, fitnessScale(span, scoreUnit(run.task))),
      familyList("The line of first parents, as a list", family, kin.line, (place) => graph.choose(place)),
    ];
    put(this.root, frame(graph, [this.widths(), folding], below, panel.root));
    refold(isFolding);
  }

  private widths(): HTMLElement {
    const choice = segmented("Ancestors shown of each generation, at most", String, (key) => {
      this.width = Number(key);
      void this.load();
    });
    choice.update(WIDTHS, `${this.width}`);
    return el("div", { class: "kin-choice" }, el("span", { class: "small" }, "a generation"), choice.root);
  }
}

/** How much of the ancestry is shown. */
export function ancestryWords(kin: Ancestry): string {
  const shown = kin.creatures.length;
  const of = kin.looked_at > shown ? ` of ${kin.is_cut ? "at least " : ""}${count(kin.looked_at)}` : "";
  const chosen =
    kin.looked_at > shown
      ? " In each generation those are shown from whom it descends by the largest shares; its first parents always."
      : "";
  const end = kin.is_cut ? " Not all of its lines were followed back to generation 0." : "";
  const whole = of ? `${count(shown)}${of} creatures` : plural(shown, "creature");
  return `${whole}: ${kin.creatures[0]} and its ancestors.${chosen}${end}`;
}

function graphWords(kin: Ancestry, family: Family): string {
  const first = family.born[kin.line.at(-1)!]!;
  return (
    `Ancestry of creature ${kin.creatures[0]}: ${plural(kin.creatures.length, "creature")}, ` +
    `back to generation ${first}. Arrow keys follow edges: left to a parent, right to a child, up and down to others. Enter opens the replay.`
  );
}

/** What is told of a creature besides its figures. */
function notesOn(kin: Ancestry, place: number): (Node | string)[] {
  const notes: (Node | string)[] = [];
  if (place > 0) notes.push(shareWords(kin.shares[place]!, kin.creatures[0]!));
  const hidden = kin.hidden[place]!;
  if (hidden > 0) notes.push(`${hidden === 1 ? "One of its parents is" : "Its parents are"} not shown.`);
  const founder = kin.founders.find((each) => each.place === place);
  if (founder) {
    const href = `/runs/${founder.run}/lineage/?creature=${founder.creature}&generation=${founder.generation}`;
    const link = el("a", { href }, `creature ${founder.creature} of ${founder.run_name}`);
    notes.push(el("span", {}, "It came from another run; there its line goes on: ", link, "."));
  } else if (kin.operators[place] === "import")
    notes.push("It came from elsewhere; how it came to be is not known here.");
  return notes;
}

function shareWords(share: number, subject: string): string {
  const percent = 100 * share;
  const words =
    percent >= 9.95
      ? `${Math.round(percent)} %`
      : percent >= 0.1
        ? `${percent.toFixed(1)} %`
        : "less than 0.1 %";
  return `${subject} descends from it by ${words} of its lines.`;
}
