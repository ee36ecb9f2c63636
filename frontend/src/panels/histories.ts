/** The run page's charts of evolution: a panel for each figure that the run has. */

import { GenerationPlot, type Picture, type PlotListener } from "../charts/generation-plot";
import { HISTORIES, historyPicture, historyWords } from "../charts/history";
import { speciesPicture, speciesWords } from "../charts/species";
import type { GenerationStats } from "../generated/api";
import { el, write } from "./dom";

export interface HistoryPanels {
  root: HTMLElement;
  update(generations: GenerationStats[]): void;
  /** Mark the generation that the page shows. */
  choose(generation: number): void;
}

/** What a panel shows, and from which generation on there is something to show. */
interface Kind {
  title: string;
  unit: string;
  class: string;
  isIn(stats: GenerationStats): boolean;
  picture(first: GenerationStats): Picture;
  /** a generation in a line */
  words(stats: GenerationStats): string;
}

const KINDS: Kind[] = [
  {
    title: "Species",
    unit: "creatures in each, by generation; × died out",
    class: "history history-wide",
    isIn: ({ species }) => species.length > 0,
    picture: speciesPicture,
    words: (stats) => `generation ${stats.number}: ${speciesWords(stats)}`,
  },
  ...HISTORIES.map((history) => ({
    title: history.title,
    unit: history.unit,
    class: "history",
    isIn: history.isIn,
    picture: (first: GenerationStats) => historyPicture(history, first),
    words: (stats: GenerationStats) => `generation ${stats.number}: ${historyWords(history, stats)}`,
  })),
];

/**
 * @param first stands before all charts
 * @param choose told the generation that a person clicked on
 */
export function historyPanels(first: HTMLElement, choose: (generation: number) => void): HistoryPanels {
  const root = el("div", { class: "histories wide" }, first);
  const plots = new Map<Kind, GenerationPlot>();
  const told: ((stats: GenerationStats) => void)[] = [];
  let chosen = 0;
  let known: GenerationStats[] = [];
  return {
    root,
    update(generations) {
      known = generations;
      for (const kind of KINDS) {
        const earliest = plots.has(kind) ? undefined : generations.find(kind.isIn);
        if (!earliest) continue;
        const { plot, panel, tell } = historyPanel(kind, earliest, choose);
        plot.choose(chosen);
        plots.set(kind, plot);
        told.push(tell);
        root.insertBefore(panel, root.children[1 + orderOf(kind, plots)] ?? null);
      }
      for (const plot of plots.values()) plot.update(generations);
    },
    choose(generation) {
      chosen = generation;
      for (const plot of plots.values()) plot.choose(generation);
      const stats = known[generation];
      if (stats) for (const tell of told) tell(stats);
    },
  };
}

/** Place of a kind's panel among those there are. */
function orderOf(kind: Kind, shown: Map<Kind, unknown>): number {
  return KINDS.slice(0, KINDS.indexOf(kind)).filter((other) => shown.has(other)).length;
}

function historyPanel(
  kind: Kind,
  first: GenerationStats,
  choose: PlotListener["choose"],
): { plot: GenerationPlot; panel: HTMLElement; tell: (stats: GenerationStats) => void } {
  const words = el("p", { class: "history-words faint small num" });
  let shown = first;
  const plot = new GenerationPlot(kind.picture(first), {
    choose,
    hover: (stats) => write(words, kind.words(stats ?? shown)),
  });
  const title = el("h2", {}, `${kind.title} `, el("span", { class: "unit" }, kind.unit));
  const panel = el(
    "section",
    { class: `panel ${kind.class}` },
    el("div", { class: "panel-head" }, title),
    plot.root,
    words,
  );
  const tell = (stats: GenerationStats) => {
    shown = stats;
    write(words, kind.words(stats));
  };
  return { plot, panel, tell };
}
