/** What a run's card and row have in common. */

import { sparkline } from "../charts/sparkline";
import type { RunSummary } from "../generated/api";
import { el, put } from "../panels/dom";
import { duration, NOTHING } from "../panels/format";
import { progressOf } from "../panels/pill";
import type { Thumb } from "../panels/thumb";

export interface RunView {
  root: HTMLElement;
  update(run: RunSummary): void;
  /** Take it off the page. */
  remove(): void;
}

/** Task and brain, and the preset where there was one: "run · oscillators · quick". */
export function kindOf(run: RunSummary): string {
  return [run.task, run.brain === "none" ? "oscillators" : run.brain, run.preset].filter(Boolean).join(" · ");
}

/** How long a run has been computed, or what it waits for. */
export function durationOf(run: RunSummary): string {
  if (run.state === "QUEUED" && run.generation === null) return "waiting for a worker";
  return run.elapsed_s > 0 ? duration(run.elapsed_s) : NOTHING;
}

/** Show the champion so far. */
export function showChampion(small: Thumb, run: RunSummary): void {
  if (run.champion && run.champion_generation !== null) {
    small.show(run.id, run.champion, run.champion_generation);
  }
}

/** Draw the curve so far. */
export function showSpark(holder: HTMLElement, run: RunSummary): void {
  const spark = sparkline(run.spark, progressOf(run));
  put(holder, spark ?? el("span", { class: "faint small" }, "no generation yet"));
}
