/** A run's state as people see it: icon and word (as templates/runs/pill.html). */

import type { RunSummary } from "../generated/api";
import { el, icon } from "./dom";

export type State = RunSummary["state"];

export const STATES: Record<State, { word: string; icon: string }> = {
  RUNNING: { word: "Running", icon: "circle-fill" },
  QUEUED: { word: "Queued", icon: "hourglass-split" },
  PAUSED: { word: "Paused", icon: "pause-fill" },
  DONE: { word: "Done", icon: "check-lg" },
  FAILED: { word: "Failed", icon: "exclamation-octagon" },
  CANCELLED: { word: "Cancelled", icon: "slash-circle" },
};

/** A new pill. */
export function pill(state: State): HTMLElement {
  return el("span", { class: "pill", "data-state": state }, icon(STATES[state].icon), STATES[state].word);
}

/** Share of a run's generations that are recorded, 0 to 1. */
export function progressOf(run: RunSummary): number {
  return run.generation === null ? 0 : (run.generation + 1) / (run.generations + 1);
}

/** A thin bar that shows how far a run is; call it again with the same element to update it. */
export function showBar(bar: HTMLElement, run: RunSummary): void {
  if (!bar.firstElementChild) bar.append(el("i"));
  bar.className = "bar";
  bar.dataset.state = run.state;
  (bar.firstElementChild as HTMLElement).style.setProperty("--share", `${progressOf(run)}`);
}
