/** The run page's charts of evolution: a panel for each figure that the run has. */

import { GenerationPlot, type Picture, type PlotListener } from "../charts/generation-plot";
import {
  HISTORIES,
  type History,
  historyPicture,
  historyWords,
  type MutationSettings,
  mutationHistories,
} from "../charts/history";
import { heatWords } from "../charts/more-is";
import { speciesPicture, speciesWords } from "../charts/species";
import { distributionPicture, distributionWords, sizePicture, sizeWords } from "../charts/strips";
import type { GenerationStats, RunDetail } from "../generated/api";
import { el, write } from "./dom";
import { scoreUnit } from "./tiles";

export interface HistoryPanels {
  root: HTMLElement;
  update(generations: GenerationStats[]): void;
  /** Mark the generation that the page shows. */
  choose(generation: number, stats: GenerationStats | undefined): void;
}

/** What a panel shows, and from which generation on there is something to show. */
interface Kind {
  title: string;
  unit: string | (() => HTMLElement);
  class: string;
  isIn(stats: GenerationStats): boolean;
  picture(first: GenerationStats): Picture;
  /** a generation in a line */
  words(stats: GenerationStats): string;
}

/** What a run page can show, in its order. @param unit of scores */
function kindsOf(settings: MutationSettings, unit: string): Kind[] {
  return [
    {
      title: "Species",
      unit: "creatures in each, by generation; × died out",
      class: "history history-wide",
      isIn: ({ species }) => species.length > 0,
      picture: speciesPicture,
      words: (stats) => `generation ${stats.number}: ${speciesWords(stats)}`,
    },
    {
      title: "Distribution of fitness",
      unit: () => heatWords((more) => `${unit}, ${more} is more creatures`, "unit"),
      class: "history",
      isIn: () => true,
      picture: () => distributionPicture(`fitness, ${unit}`),
      words: (stats) => `generation ${stats.number}: ${distributionWords(stats)}`,
    },
    {
      title: "Sizes of bodies",
      unit: () => heatWords((more) => `nodes, ${more} is more creatures`, "unit"),
      class: "history",
      isIn: ({ nodes }) => Object.keys(nodes).length > 0,
      picture: sizePicture,
      words: (stats) => `generation ${stats.number}: ${sizeWords(stats)}`,
    },
    ...[...HISTORIES, ...mutationHistories(settings)].map(curveKind),
  ];
}

function curveKind(history: History): Kind {
  return {
    title: history.title,
    unit: history.unit,
    class: "history",
    isIn: history.isIn,
    picture: (first) => historyPicture(history, first),
    words: (stats) => `generation ${stats.number}: ${historyWords(history, stats)}`,
  };
}

/**
 * @param first stands before all charts
 * @param choose told the generation that a person clicked on
 */
export function historyPanels(
  { config, task }: RunDetail,
  first: HTMLElement,
  choose: (generation: number) => void,
): HistoryPanels {
  const kinds = kindsOf(config as unknown as MutationSettings, scoreUnit(task));
  const root = el("div", { class: "histories wide" }, first);
  const plots = new Map<Kind, GenerationPlot>();
  const told: ((stats: GenerationStats) => void)[] = [];
  let chosen = 0;
  return {
    root,
    update(generations) {
      for (const kind of kinds) {
        const earliest = plots.has(kind) ? undefined : generations.find(kind.isIn);
        if (!earliest) continue;
        const { plot, panel, tell } = historyPanel(kind, earliest, choose);
        plot.choose(chosen);
        plots.set(kind, plot);
        told.push(tell);
        root.insertBefore(panel, root.children[1 + orderOf(kind, kinds, plots)] ?? null);
      }
      for (const plot of plots.values()) plot.update(generations);
    },
    choose(generation, stats) {
      chosen = generation;
      for (const plot of plots.values()) plot.choose(generation);
      if (stats) for (const tell of told) tell(stats);
    },
  };
}

/** Place of a kind's panel among those there are. */
function orderOf(kind: Kind, kinds: Kind[], shown: Map<Kind, unknown>): number {
  return kinds.slice(0, kinds.indexOf(kind)).filter((other) => shown.has(other)).length;
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
  const unit = typeof kind.unit === "string" ? el("span", { class: "unit" }, kind.unit) : kind.unit();
  const title = el("h2", {}, `${kind.title} `, unit);
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
