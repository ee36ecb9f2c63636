/** The map of elites of a MAP-Elites run: a grid of cells, each of which opens its creature's replay. */

import { type ApiError, getJson } from "../api/http";
import { type Elite, eliteWords, fitnessSpan, heatCss, inReadingOrder, neighbour } from "../charts/elite-map";
import type { EliteMap, GenerationStats } from "../generated/api";
import { replayAddress } from "../replay/link";
import { el, put, write } from "./dom";
import { count, decimal, plural, score } from "./format";
import { thumb } from "./thumb";

export interface MapPanel {
  root: HTMLElement;
  /** Show the map of a generation, if it has one; in quick succession only the latest. */
  show(stats: GenerationStats): void;
}

/** Who passes over cells does not ask for everybody's replay. */
const LINGER_MS = 250;
/** While the page follows a fast run, maps are fetched at most this often. */
const PACE_MS = 1500;

export function mapPanel(run: number): MapPanel {
  return new Panel(run);
}

class Panel implements MapPanel {
  readonly root: HTMLElement;
  private readonly run: number;
  private readonly facts = el("span", { class: "faint small num" });
  private readonly body = el("div", { class: "panel-body" });
  private readonly elite = thumb("Elite");
  private lingering: ReturnType<typeof setTimeout> | undefined;
  private wanted = -1;
  private shown = -1;
  private busy = false;

  constructor(run: number) {
    this.run = run;
    this.elite.say("a cell's creature moves here");
    const title = el(
      "h2",
      {},
      "Map of elites ",
      el("span", { class: "unit" }, "the best creature of each cell"),
    );
    const head = el("div", { class: "panel-head" }, title, el("div", { class: "push" }, this.facts));
    this.root = el("section", { class: "panel elite-panel", hidden: true }, head, this.body);
  }

  show(stats: GenerationStats): void {
    this.root.hidden = stats.map === null;
    if (!stats.map) return;
    this.wanted = stats.number;
    void this.fetch();
  }

  /** Fetch what is wanted, and again if something else is wanted by then. */
  private async fetch(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (this.shown !== this.wanted) {
      this.shown = this.wanted;
      await this.load(this.shown);
      await new Promise((resolve) => setTimeout(resolve, PACE_MS));
    }
    this.busy = false;
  }

  private async load(generation: number): Promise<void> {
    try {
      this.draw(await getJson<EliteMap>(`/api/runs/${this.run}/generations/${generation}/map`), generation);
    } catch (error) {
      put(this.body, el("p", { class: "note danger", role: "alert" }, (error as ApiError).message));
    }
  }

  private draw(map: EliteMap, generation: number): void {
    const filled = `${count(map.elites.length)} of ${plural(map.cells ** 2, "cell")} filled`;
    write(this.facts, `generation ${count(generation)}: ${filled} (${decimal(100 * map.coverage, 1)} %)`);
    const words = el("p", { class: "elite-words small num", "aria-live": "polite" }, HINT);
    const tell = (elite: Elite) => {
      write(words, eliteWords(map, elite));
      clearTimeout(this.lingering);
      this.lingering = setTimeout(() => this.elite.show(this.run, elite.creature, generation), LINGER_MS);
    };
    const grid = eliteGrid(map, (elite) => replayAddress(this.run, elite.creature, generation), tell);
    const told = el("div", { class: "elite-told" }, this.elite.root, words);
    put(this.body, told, el("div", { class: "elite-chart" }, ...axes(map), grid), legend(map));
  }
}

const HINT = "Each cell opens its creature. Arrow keys go from cell to cell.";

/** The cells: one of them is in the page's order of focus, and arrow keys lead from it to the others. */
function eliteGrid(
  map: EliteMap,
  address: (elite: Elite) => string,
  tell: (elite: Elite) => void,
): HTMLElement {
  const elites = inReadingOrder(map.elites);
  const span = fitnessSpan(elites);
  const links = new Map<Elite, HTMLAnchorElement>();
  const grid = el("div", {
    class: "elite-grid",
    role: "group",
    "aria-label": `${map.dimensions[0]!.name} to the right, ${map.dimensions[1]!.name} upwards`,
  });
  grid.style.setProperty("--cells", `${map.cells}`);
  const go = (from: Elite, event: KeyboardEvent) => {
    const to = neighbour(elites, from, event.key);
    if (!to) return;
    event.preventDefault();
    for (const link of links.values()) link.tabIndex = -1;
    const link = links.get(to)!;
    link.tabIndex = 0;
    link.focus();
  };
  elites.forEach((elite, i) => {
    const link = el("a", {
      href: address(elite),
      tabindex: i === 0 ? 0 : -1,
      "aria-label": eliteWords(map, elite),
      onfocus: () => tell(elite),
      onpointerenter: () => tell(elite),
      onkeydown: (event) => go(elite, event as KeyboardEvent),
    });
    link.style.setProperty("--colour", heatCss(elite.fitness, span));
    link.style.gridColumn = `${elite.cell[0] + 1}`;
    link.style.gridRow = `${map.cells - elite.cell[1]}`;
    links.set(elite, link);
  });
  grid.append(...links.values());
  return grid;
}

/** Names and ends of the two sides. */
function axes({ dimensions }: EliteMap): HTMLElement[] {
  return dimensions.map(({ name, low, high }, side) =>
    el(
      "div",
      { class: `elite-axis ${side === 0 ? "across" : "up"} num`, "aria-hidden": "true" },
      el("span", {}, decimal(low, 0)),
      el("span", {}, name),
      el("span", {}, decimal(high, 0)),
    ),
  );
}

function legend({ elites }: EliteMap): HTMLElement {
  const [low, high] = fitnessSpan(elites);
  return el(
    "div",
    { class: "elite-legend small num" },
    "fitness",
    el("span", {}, score(low)),
    el("i", { class: "scale-heat" }),
    el("span", {}, score(high)),
  );
}
