/** What differs between the champions of two generations: their genomes, and their brains. */

import { el, icon, put } from "../../panels/dom";
import { failure } from "../../panels/failure";
import { plural } from "../../panels/format";
import type { Entry, Racer } from "../entry";
import { type BodyChanges, bodyChanges } from "./body-changes";
import { brainChanges } from "./brain-changes";
import { type BrainPanel, brainPanel } from "./brain-panel";
import { foldedTable } from "./folded-table";
import { type Frame, type Genome, loadGenome } from "./genome";
import { changeWords } from "./words";

const LISTED = 12;

export interface Differences {
  root: HTMLElement;
  dispose(): void;
}

/** Genomes are fetched when two champions are chosen, once each. */
export function differences(run: number, entries: Entry[], racers: Racer[], frame: Frame): Differences {
  const genomes = new Map<number, Promise<Genome>>();
  const body = el("div", { class: "differences-body" });
  let brain: BrainPanel | null = null;
  let asked = 0;
  const from = select("Before", racers, 0);
  const to = select("After", racers, racers.length - 1);
  const genomeAt = (i: number): Promise<Genome> => {
    const { stats, champion } = entries[i]!;
    if (!genomes.has(stats.number)) genomes.set(stats.number, loadGenome(run, champion, stats.number));
    return genomes.get(stats.number)!;
  };
  const show = async (): Promise<void> => {
    const turn = ++asked;
    const [a, b] = [Number(from.value), Number(to.value)];
    put(body, el("p", { class: "skeleton-words" }, "Reading the genomes…"));
    try {
      const [before, after] = await Promise.all([genomeAt(a), genomeAt(b)]);
      if (turn !== asked) return;
      brain?.dispose();
      const widths = entries[b]!.clip.activations?.senses ?? {};
      brain = brainPanel(brainChanges(before, after, { widths, ...frame }));
      put(body, bodyPanel(bodyChanges(before, after, frame.genes)), section("Brain", brain.root));
    } catch (error) {
      const again = (): void => void show();
      if (turn === asked) put(body, failure(error as Error, again));
    }
  };
  for (const choice of [from, to]) choice.addEventListener("change", () => void show());
  void show();
  const title = el("h2", {}, "Genomes and brains ", el("span", { class: "unit" }, "what changed"));
  const pair = el("div", { class: "push pair" }, from, icon("arrow-left-right"), to);
  return {
    root: el(
      "section",
      { class: "panel differences" },
      el("header", { class: "panel-head" }, title, pair),
      body,
    ),
    dispose: () => brain?.dispose(),
  };
}

function select(label: string, racers: Racer[], chosen: number): HTMLSelectElement {
  const options = racers.map(({ short }, i) => el("option", { value: i, selected: i === chosen }, short));
  return el("select", { class: "form-select", "aria-label": label }, ...options);
}

function section(title: string, ...children: HTMLElement[]): HTMLElement {
  return el("div", { class: "differences-part" }, el("h3", {}, title), ...children);
}

function bodyPanel({ gained, lost, changes }: BodyChanges): HTMLElement {
  const words = [
    `${plural(changes.length, "gene")} changed`,
    gained.length > 0 && `grown: ${gained.join(", ")}`,
    lost.length > 0 && `lost: ${lost.join(", ")}`,
  ].filter(Boolean);
  const rows = changes.map((change) => {
    const { gene, before, after, moved } = changeWords(change);
    const bar = el("i", { class: "share-bar", "aria-hidden": "true" });
    bar.style.setProperty("--share", `${Math.min(change.share, 1)}`);
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, change.part, el("span", { class: "faint" }, ` ${gene}`)),
      el("td", { class: "num" }, before),
      el("td", { class: "num" }, after),
      el("td", { class: "num" }, moved, bar),
    );
  });
  return section(
    "Body",
    el("p", { class: "small" }, `${words.join("; ")}.`),
    ...foldedTable(["Gene"], ["Before", "After", "Change"], rows, LISTED),
    el(
      "p",
      { class: "faint small" },
      "Sorted by the share of the range a gene is born in. Nodes are matched by their place in the genome, muscles by the nodes they join.",
    ),
  );
}
