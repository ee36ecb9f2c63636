/** The run's key figures. */

import type { GenerationStats, RunSummary } from "../generated/api";
import { el, put, write } from "./dom";
import { about, count, decimal, duration, NOTHING, score, short } from "./format";
import { showBar } from "./pill";
import { ABOUT_REPEATS, ABOUT_SCORE, energyWords, spreadOf } from "./scores";

export interface Tiles {
  root: HTMLElement;
  /** @param champion statistics of the generation in which the champion so far was recorded */
  update(run: RunSummary, champion: GenerationStats | undefined): void;
}

const IN_METRES = ["run", "jump", "rough"];

/** What a task's score is counted in. */
export function scoreUnit(task: string): string {
  return IN_METRES.includes(task) ? "m" : "points";
}

export interface Tile {
  root: HTMLElement;
  show(figure: string, unit: string): void;
}

/** A figure under its name; `below` stands under the figure. */
export function tile(name: string, below?: HTMLElement): Tile {
  const figure = el("strong");
  const unit = el("span");
  return {
    root: el("div", { class: "tile" }, el("dt", {}, name), el("dd", {}, figure, unit, below)),
    show(value, text) {
      write(figure, value);
      write(unit, text);
    },
  };
}

export function statTiles(): Tiles {
  const bar = el("div");
  const generation = tile("Generation", bar);
  const champions = tile("Score");
  const repeats = tile("Repeats");
  const speed = tile("Throughput");
  const evaluations = tile("Evaluations");
  const elapsed = tile("Computed for");
  const tiles = [generation, champions, repeats, speed, evaluations, elapsed];
  repeats.root.title = ABOUT_REPEATS;
  const root = el("dl", { class: "panel tiles wide" });
  put(root, ...tiles.map((each) => each.root));
  return {
    root,
    update(run, champion) {
      const of = `of ${count(run.generations)}`;
      const left = run.eta_s !== null && run.state === "RUNNING" ? ` · ${about(run.eta_s)} left` : "";
      generation.show(run.generation === null ? NOTHING : count(run.generation), of + left);
      showBar(bar, run);
      champions.root.title = run.layouts === "none" ? "This task has no layouts" : ABOUT_SCORE;
      const spread = champion ? spreadOf(champion.held_out) : "";
      const unit = run.held_out_mean === null ? "" : scoreUnit(run.task);
      champions.show(score(run.held_out_mean), [unit, spread].filter(Boolean).join(" "));
      const { measured } = run;
      repeats.show(
        measured === null || measured.repeats === null ? NOTHING : decimal(measured.repeats, 2),
        measured === null ? "" : energyWords(measured),
      );
      const rate = run.creature_steps_per_s;
      speed.show(rate === null ? NOTHING : short(rate), rate === null ? "" : "creature-steps/s");
      evaluations.show(short(run.evaluations), run.reused ? `+ ${short(run.reused)} reused` : "");
      elapsed.show(run.elapsed_s ? duration(run.elapsed_s) : NOTHING, computedBy(run));
    },
  };
}

/** What computes a run and goes on doing so: "kernel on CPU, engine 0.1.0"; only the engine before generation 0. */
function computedBy(run: RunSummary): string {
  const device = run.device ? ` on ${run.device === "cpu" ? "CPU" : "GPU"}` : "";
  return [run.backend && run.backend + device, `engine ${run.engine_version}`].filter(Boolean).join(", ");
}
