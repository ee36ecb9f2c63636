/** What differs between the champions of two generations: their genomes, and their brains. */

import { getJson } from "../../api/http";
import type { CreatureDetail } from "../../generated/api";
import { el, icon, put } from "../../panels/dom";
import { plural } from "../../panels/format";
import type { Entry, Racer } from "../entry";
import { type BodyChanges, bodyChanges } from "./body-changes";
import { brainChanges } from "./brain-changes";
import { type BrainPanel, brainPanel } from "./brain-panel";
import type { GeneRanges, Genome } from "./genome";
import { changeWords } from "./words";

const LISTED = 12;

/** What of the run's settings and the engine the comparison needs. */
export interface Frame {
  genes: GeneRanges;
  maxNodes: number;
  maxMuscles: number;
}

export interface Differences {
  root: HTMLElement;
  dispose(): void;
}

/** Genomes are fetched when two champions are chosen, once each. */
export function differences(run: number, entries: Entry[], racers: Racer[], frame: Frame): Differences {
  const genomes = new Map<string, Promise<Genome>>();
  const body = el("div", { class: "differences-body" });
  let brain: BrainPanel | null = null;
  let asked = 0;
  const from = select("Before", racers, 0);
  const to = select("After", racers, racers.length - 1);
  const genomeAt = (i: number): Promise<Genome> => {
    const { stats } = entries[i]!;
    const address = `/api/runs/${run}/creatures/${stats.champion}?generation=${stats.number}`;
    if (!genomes.has(address)) genomes.set(address, genomeOf(address));
    return genomes.get(address)!;
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
      if (turn === asked)
        put(
          body,
          failure(error as Error, () => void show()),
        );
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

async function genomeOf(address: string): Promise<Genome> {
  const { genome, genome_error } = await getJson<CreatureDetail>(address);
  if (!genome) throw new Error(genome_error);
  return genome as unknown as Genome;
}

function select(label: string, racers: Racer[], chosen: number): HTMLSelectElement {
  const options = racers.map(({ short }, i) => el("option", { value: i, selected: i === chosen }, short));
  return el("select", { class: "form-select", "aria-label": label }, ...options);
}

function failure(error: Error, again: () => void): HTMLElement {
  const retry = el("button", { class: "btn btn-quiet", type: "button", onclick: again }, "Try again");
  return el("div", { class: "note warn", role: "alert" }, icon("exclamation-triangle"), error.message, retry);
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
  const heads = ["Gene", "Before", "After", "Change"].map((head, i) =>
    el("th", { scope: "col", class: i > 0 ? "num" : null }, head),
  );
  const list = el("tbody", {}, ...rows.slice(0, LISTED));
  const more = el(
    "button",
    { class: "btn btn-bare", type: "button", hidden: rows.length <= LISTED },
    `Show all ${rows.length}`,
  );
  more.addEventListener("click", () => {
    list.append(...rows.slice(LISTED));
    more.hidden = true;
  });
  const table = el("table", { class: "changes" }, el("thead", {}, el("tr", {}, ...heads)), list);
  return section(
    "Body",
    el("p", { class: "small" }, `${words.join("; ")}.`),
    el("div", { class: "table-wrap" }, table),
    more,
    el(
      "p",
      { class: "faint small" },
      "Sorted by the share of the range a gene is born in. Nodes are matched by their place in the genome, muscles by the nodes they join.",
    ),
  );
}
