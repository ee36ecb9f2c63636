/** How the creatures of each generation were spread: by score, or by the size of their bodies. */

import type { GenerationStats } from "../generated/api";
import { el, segmented } from "../panels/dom";
import { type Curves, type CurvesPanel, curvesPanel } from "./curves";
import type { Entry, Racer } from "./entry";
import { rebin } from "./rebin";

const BINS = 48;

type Spread = Pick<Curves, "title" | "across" | "x" | "lines">;

const MEASURES: Record<string, { label: string; spread(stats: GenerationStats[]): Spread }> = {
  fitness: { label: "Fitness", spread: byFitness },
  nodes: { label: "Body size", spread: byNodes },
};

/** A panel of distributions with the choice of what is spread. */
export function distributions(entries: Entry[], racers: Racer[]): CurvesPanel {
  const stats = entries.map((entry) => entry.stats);
  const root = el("div", { class: "distributions" });
  const tabs = segmented("Distribution of", String, (key) => show(key));
  const choice = el("div", { class: "push" }, tabs.root);
  let shown: CurvesPanel | null = null;
  const show = (key: string): void => {
    shown?.dispose();
    tabs.update(
      Object.entries(MEASURES).map(([name, { label }]) => ({ key: name, label })),
      key,
    );
    shown = curvesPanel(racers, {
      ...MEASURES[key]!.spread(stats),
      unit: "share of creatures, %",
      labelled: (line) => line.indexOf(Math.max(...line)),
      choice,
    });
    root.replaceChildren(shown.root);
  };
  show("fitness");
  return { root, mark: () => {}, dispose: () => shown?.dispose() };
}

function byFitness(stats: GenerationStats[]): Spread {
  const histograms = stats.flatMap(({ histogram }) => histogram ?? []);
  const low = Math.min(...histograms.map((one) => one.low));
  const high = Math.max(...histograms.map((one) => one.high), low + 1e-6);
  const step = (high - low) / BINS;
  return {
    title: "Fitness distributions",
    across: "fitness",
    x: Array.from({ length: BINS }, (_, bin) => low + (bin + 0.5) * step),
    lines: histograms.map((one) => rebin(one, low, high, BINS)),
  };
}

/** Percent of each generation's creatures by their number of nodes. */
export function byNodes(stats: GenerationStats[]): Spread {
  const sizes = stats.flatMap(({ nodes }) => Object.keys(nodes).map(Number));
  const least = Math.min(...sizes) - 1;
  const x = Array.from({ length: Math.max(...sizes) - least + 2 }, (_, i) => least + i);
  return {
    title: "Body sizes",
    across: "nodes of a body",
    x,
    lines: stats.map(({ nodes }) => {
      const total = Object.values(nodes).reduce((sum, count) => sum + count, 0);
      return x.map((size) => (100 * (nodes[size] ?? 0)) / total);
    }),
  };
}
