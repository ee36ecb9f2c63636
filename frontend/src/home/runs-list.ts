/** The runs that the home page lists: a page of the server's answer, kept up to date by what is heard meanwhile. */

import type { RunPage, RunSummary } from "../generated/api";
import type { Choice } from "../panels/dom";
import { plural } from "../panels/format";
import { newerOf } from "../panels/newer";
import { STATES, type State } from "../panels/pill";
import { columnOf, type Order, type Query } from "./query";

/** Figures that change while a run is computed; a place that rests on one of them may be lost. */
const FIGURES: Record<string, (run: RunSummary) => number | null> = {
  generation: ({ generation }) => generation,
  best: ({ best }) => best,
  "held-out": ({ held_out_mean }) => held_out_mean,
  speed: ({ creature_steps_per_s }) => creature_steps_per_s,
  elapsed: ({ elapsed_s }) => elapsed_s,
};

export class RunsList {
  /** the listed runs' numbers, in the server's order */
  order: number[] = [];
  count = 0;
  states: Record<string, number> = {};
  private readonly known = new Map<number, RunSummary>();

  /** The listed runs, in order. */
  get listed(): RunSummary[] {
    return this.order.map((id) => this.known.get(id)!);
  }

  /** What is known of a run. */
  get(id: number): RunSummary | undefined {
    return this.known.get(id);
  }

  /** Every run that has been heard of. */
  all(): RunSummary[] {
    return [...this.known.values()];
  }

  /** List what the server answered. */
  show({ count, states, items }: RunPage): void {
    this.count = count;
    this.states = states;
    for (const run of items) this.hold(run);
    this.order = items.map(({ id }) => id);
  }

  hold(run: RunSummary): void {
    this.known.set(run.id, newerOf(this.known.get(run.id), run));
  }

  /**
   * Take what was heard. Rows stay where they are, for nobody likes a list that moves under the pointer.
   * @returns whether the server would answer the question otherwise now
   */
  take(runs: RunSummary[], query: Query): boolean {
    let isOther = false;
    for (const run of runs) {
      const before = this.known.get(run.id);
      this.hold(run);
      isOther ||= before ? isMoved(before, run) : this.isNewcomer(run);
    }
    return isOther || !isInOrder(this.listed, query.order);
  }

  /** Take runs away that are gone. */
  drop(ids: Iterable<number>): void {
    const gone = new Set(ids);
    for (const id of gone) this.known.delete(id);
    this.order = this.order.filter((id) => !gone.has(id));
  }

  /** Runs that may have ended while the line was down, newest first. */
  unfinished(): number[] {
    const open = this.all().filter(({ finished }) => finished === null);
    return open.map(({ id }) => id).sort((a, b) => b - a);
  }

  /** Whether a run that was not known has begun since: others are on other pages. */
  private isNewcomer(run: RunSummary): boolean {
    let newest = 0;
    for (const id of this.known.keys()) if (id !== run.id) newest = Math.max(newest, id);
    return run.id > newest;
  }
}

/** Whether a change may lead a run into another filter, or to another place by its words. */
function isMoved(before: RunSummary, now: RunSummary): boolean {
  return before.state !== now.state || before.name !== now.name || `${before.tags}` !== `${now.tags}`;
}

/** Whether runs still stand as an order wants them; of words only the server knows. */
export function isInOrder(runs: RunSummary[], order: Order): boolean {
  const figure = FIGURES[columnOf(order)];
  if (!figure) return true;
  const sign = order.startsWith("-") ? -1 : 1;
  return runs.every((run, i) => {
    const [before, now] = [i ? figure(runs[i - 1]!) : null, figure(run)];
    if (i === 0 || now === null) return true; // those without come last
    return before !== null && sign * before <= sign * now;
  });
}

/** The state filter: all, and every state that a found run is in. */
export function stateChoices(counts: Record<string, number>, chosen: State | ""): Choice[] {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const choices: Choice[] = [{ key: "", label: "All", count: all }];
  for (const [key, { word }] of Object.entries(STATES)) {
    const n = counts[key] ?? 0;
    if (n || key === chosen) choices.push({ key, label: word, count: n });
  }
  return choices;
}

/** "41 runs in total, 3 running, 1 queued"; "5 runs found, 1 running". */
export function totals(counts: Record<string, number>, isSearched: boolean): string {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const parts = [`${plural(all, "run")} ${isSearched ? "found" : "in total"}`];
  for (const state of ["RUNNING", "QUEUED", "PAUSED"] as const) {
    const n = counts[state];
    if (n) parts.push(`${n} ${STATES[state].word.toLowerCase()}`);
  }
  return parts.join(", ");
}
