/** The run page: figures, curves, champion, generations and creatures, live. */

import { ApiError } from "../api/http";
import { followRun } from "../api/progress";
import { fitnessPicture } from "../charts/fitness";
import { GenerationPlot } from "../charts/generation-plot";
import { heatWords } from "../charts/more-is";
import { generationRail } from "../charts/rail";
import { loadStats } from "../compare/entry";
import type { GenerationStats, RunDetail, RunSummary } from "../generated/api";
import { offerActions, offerFork, wireActions } from "./actions";
import { championPanel } from "./champion";
import { connectionNote } from "./connection";
import { Creatures } from "./creatures";
import { csvLink } from "./csv-link";
import { el, icon, part, put, write } from "./dom";
import { eventLog } from "./events";
import { count, decimal, score } from "./format";
import { type HistoryPanels, historyPanels } from "./histories";
import { type MapPanel, mapPanel } from "./map";
import { newerOf } from "./newer";
import { notebook } from "./notebook";
import { pill } from "./pill";
import { Recorded } from "./recorded";
import { redrawn } from "./redraw";
import { type RunName, runName } from "./run-name";
import { runNote } from "./run-notes";
import { type RunTags, runTags } from "./run-tags";
import { championScore } from "./scores";
import { scoreUnit, statTiles } from "./tiles";
import { toast } from "./toast";

export function mount(root: HTMLElement, props: RunDetail): void {
  new RunPage(root, props).start();
}

class RunPage {
  private readonly root: HTMLElement;
  private run: RunSummary;
  private readonly detail: RunDetail;
  private readonly name: RunName;
  private readonly tags: RunTags;
  private readonly recorded = new Recorded();
  private drawnTo = -1;
  private chosen = -1;
  private following = true;

  private readonly connection = connectionNote();
  private readonly note = el("div");
  private readonly tiles = statTiles();
  private readonly chart: GenerationPlot;
  private readonly hovered = el("span", { class: "faint small num" });
  private readonly chartWait = el("div", { class: "chart-wait" });
  private readonly champion = championPanel();
  private readonly rail = generationRail((generation) => this.choose(generation, false));
  private readonly railTitle = el("h2", { class: "num" });
  private readonly railFacts = el("span", { class: "rail-facts num" });
  private readonly back = this.stepButton("chevron-left", "Earlier generation", -1);
  private readonly forth = this.stepButton("chevron-right", "Later generation", 1);
  private readonly follow: HTMLButtonElement;
  private readonly histories: HistoryPanels;
  private readonly map: MapPanel;
  private readonly creatures: Creatures;
  private readonly lower: HTMLElement;
  private readonly events = eventLog();
  private readonly drawSoon = redrawn(() => this.draw());

  constructor(root: HTMLElement, run: RunDetail) {
    this.root = root;
    this.run = run;
    this.detail = run;
    this.name = runName(part(root, "name"), run, (now) => this.learn(now));
    this.tags = runTags(part(root, "tags"), run, (now) => this.learn(now));
    const picture = fitnessPicture(`fitness, ${scoreUnit(run.task)}`, run.layouts !== "none");
    this.chart = new GenerationPlot(picture, {
      choose: (generation) => this.choose(generation, false),
      hover: (stats) => write(this.hovered, stats ? hoverText(stats) : ""),
    });
    this.chart.root.append(this.chartWait);
    this.map = mapPanel(run.id);
    this.histories = historyPanels(run, this.map.root, (generation) => this.choose(generation, false));
    this.creatures = new Creatures(run.id, (generation) => isLastOf(this.run, generation));
    this.follow = el(
      "button",
      {
        class: "btn btn-bare",
        type: "button",
        onclick: () => this.choose(this.recorded.last, true),
      },
      icon("lightning-charge"),
      "Follow latest",
    );
    this.lower = el("div", { class: "run-lower wide" }, this.creatures.root, this.events.root);
  }

  start(): void {
    put(
      part(this.root, "body"),
      el("div", { class: "notes wide" }, this.connection.root, this.note),
      this.tiles.root,
      this.chartPanel(),
      this.champion.root,
      this.railPanel(),
      this.histories.root,
      this.lower,
    );
    wireActions(this.root, this.run.id, (run) => this.learn(run));
    const pages = this.root.querySelector<HTMLElement>('[data-part="notebook"]');
    if (pages) notebook(pages, this.detail);
    this.draw();
    followRun(this.run.id, () => this.recorded.last, {
      receive: ({ snapshot, run, generations, to }) => {
        if (snapshot) this.drop();
        this.recorded.add(generations, to);
        this.run = newerOf(this.run, run);
        this.drawSoon();
      },
      down: (since) => this.connection.show(since),
      refused: (why) => this.connection.refuse(why),
    });
  }

  /** Show the run as it is after what a person did. */
  private learn(run: RunSummary): void {
    this.run = newerOf(this.run, run);
    this.draw();
  }

  /** Forget what the server has not got: it went back to an earlier state of the run. */
  private drop(): void {
    this.recorded.clear();
    this.drawnTo = -1;
    this.run = { ...this.run, revision: -1 };
  }

  private draw(): void {
    const { run, recorded } = this;
    const generations = recorded.held;
    put(part(this.root, "pill"), pill(run.state));
    this.name.update(run);
    this.tags.update(run);
    offerActions(this.root, run);
    put(this.note, runNote(run));
    this.note.hidden = !this.note.firstChild;
    this.tiles.update(
      run,
      run.champion_generation === null ? undefined : recorded.at(run.champion_generation),
    );
    this.champion.update(run);
    this.events.update(run, generations);
    const isEmpty = run.generation === null;
    this.lower.hidden = generations.length === 0; // charts come above it, and would push it away
    part(this.root, "body").classList.toggle("is-waiting", this.lower.hidden && !isEmpty);
    for (const link of this.root.querySelectorAll<HTMLElement>('[data-part="later"]')) link.hidden = isEmpty;
    this.chartWait.hidden = generations.length > 0;
    this.chartWait.classList.toggle("skeleton", !isEmpty);
    write(this.chartWait, isEmpty ? "The curves begin with generation 0." : "");
    if (recorded.last > this.drawnTo) {
      this.drawnTo = recorded.last;
      this.chart.update(generations);
      this.histories.update(generations);
      this.rail.update(generations, recorded.last + 1, run.generations);
      if (this.following) this.choose(recorded.last, true);
    } else if (isEmpty) this.rail.update([], 0, run.generations);
    this.drawRailHead();
  }

  /** Show a generation; `following` moves on with every new one. */
  private choose(generation: number, following: boolean): void {
    this.following = following;
    this.chosen = generation;
    const stats = this.recorded.at(generation);
    this.rail.choose(generation, stats);
    this.chart.choose(generation);
    this.histories.choose(generation, stats);
    if (stats) {
      this.creatures.show(generation);
      offerFork(this.root, generation);
      this.map.show(stats);
    } else if (generation >= 0 && generation <= this.recorded.last) void this.fetch(generation);
    this.drawRailHead();
  }

  /** Ask for a generation that a long history has left out, and show it if it is still the one chosen. */
  private async fetch(generation: number): Promise<void> {
    try {
      this.recorded.insert(await loadStats(this.run.id, generation));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      toast(error.message, "danger");
      return;
    }
    if (this.chosen === generation) this.choose(generation, false);
  }

  private drawRailHead(): void {
    const stats = this.recorded.at(this.chosen);
    write(this.railTitle, this.chosen < 0 ? "Generations" : `Generation ${count(this.chosen)}`);
    const waiting = this.chosen < 0 ? "Each appears here as soon as it is recorded." : "…";
    write(this.railFacts, stats ? facts(stats) : waiting);
    this.back.disabled = this.chosen <= 0;
    this.forth.disabled = this.chosen < 0 || this.chosen === this.recorded.last;
    const isLive = this.run.state === "RUNNING" || this.run.state === "QUEUED";
    this.follow.classList.toggle("is-away", this.chosen < 0);
    this.follow.lastChild!.textContent = isLive ? "Follow latest" : "Latest";
    this.follow.setAttribute("aria-pressed", `${this.following}`);
  }

  private stepButton(name: string, label: string, step: number): HTMLButtonElement {
    const go = () => this.choose(this.chosen + step, false);
    return el(
      "button",
      { class: "btn btn-bare btn-icon", type: "button", "aria-label": label, onclick: go },
      icon(name),
    );
  }

  private chartPanel(): HTMLElement {
    const unit = el("span", { class: "unit" }, ` ${scoreUnit(this.run.task)}, by generation`);
    const legend = el("span", { class: "chart-legend" }, el("i"), "middle half");
    const table = csvLink("the figures of all generations", `/api/runs/${this.run.id}/generations.csv`);
    return el(
      "section",
      { class: "panel" },
      el(
        "div",
        { class: "panel-head" },
        el("h2", {}, "Fitness", unit),
        el("div", { class: "push" }, this.hovered, legend, table),
      ),
      this.chart.root,
    );
  }

  private railPanel(): HTMLElement {
    const words = heatWords(
      (more) => `Fitness distribution per generation, low to high; ${more} is more creatures`,
      "faint small rail-words",
    );
    return el(
      "section",
      { class: "panel wide" },
      el(
        "div",
        { class: "panel-head" },
        this.railTitle,
        this.back,
        this.forth,
        this.railFacts,
        el("div", { class: "push" }, words, this.follow),
      ),
      el("div", { class: "rail" }, this.rail.root),
    );
  }
}

/** Whether a run ends with a generation, be it that a rule ended it before its time. */
function isLastOf(run: RunSummary, generation: number): boolean {
  return generation === run.generations || (run.state === "DONE" && generation === run.generation);
}

/** A generation in a line. */
function facts(stats: GenerationStats): string {
  const parts = [
    `highest ${score(stats.best)}`,
    championScore(stats),
    `mean ${score(stats.mean)}`,
    `diversity ${decimal(stats.diversity, 2)}`,
  ];
  if (stats.species.length) parts.push(`${count(stats.species.length)} species`);
  if (stats.disqualified) parts.push(`${count(stats.disqualified)} disqualified`);
  return parts.filter(Boolean).join(" · ");
}

function hoverText(stats: GenerationStats): string {
  const figures = [`highest ${score(stats.best)}`, championScore(stats), `mean ${score(stats.mean)}`];
  return `generation ${count(stats.number)}: ${figures.filter(Boolean).join(", ")}`;
}
