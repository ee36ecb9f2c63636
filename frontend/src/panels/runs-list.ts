/** Which runs the home page lists: search, state, order, and the counts beside the filters. */

import type { RunSummary } from "../generated/api";
import type { Choice } from "./dom";
import { plural } from "./format";
import { STATES, type State } from "./pill";

export interface Choices {
  search: string;
  state: State | "ALL";
  order: keyof typeof ORDERS;
}

type Compare = (a: RunSummary, b: RunSummary) => number;
const newest: Compare = (a, b) => b.created.localeCompare(a.created) || b.id - a.id;
const down =
  (key: (run: RunSummary) => number | null): Compare =>
  (a, b) =>
    (key(b) ?? Number.NEGATIVE_INFINITY) - (key(a) ?? Number.NEGATIVE_INFINITY) || newest(a, b);

export const ORDERS = {
  newest: { label: "Newest first", compare: newest },
  held_out: { label: "Best held-out mean first", compare: down((run) => run.held_out_mean) },
  generation: { label: "Most generations first", compare: down((run) => run.generation) },
  name: {
    label: "By name",
    compare: (a: RunSummary, b: RunSummary) => a.name.localeCompare(b.name) || newest(a, b),
  },
} satisfies Record<string, { label: string; compare: Compare }>;

/** Whether a run's name, owner, task, brain or preset holds every word of the search. */
export function matches(run: RunSummary, search: string): boolean {
  const text = [run.name, run.owner, run.task, run.brain, run.preset].join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The runs to list, in order. */
export function chosenRuns(runs: RunSummary[], { search, state, order }: Choices): RunSummary[] {
  return runs
    .filter((run) => (state === "ALL" || run.state === state) && matches(run, search))
    .sort(ORDERS[order].compare);
}

/** The state filter: all, and every state that a found run is in. */
export function stateChoices(runs: RunSummary[], { search, state }: Choices): Choice[] {
  const found = runs.filter((run) => matches(run, search));
  const choices: Choice[] = [{ key: "ALL", label: "All", count: found.length }];
  for (const [key, { word }] of Object.entries(STATES)) {
    const n = found.filter((run) => run.state === key).length;
    if (n || key === state) choices.push({ key, label: word, count: n });
  }
  return choices;
}

/** "41 in total, 3 running, 1 queued". */
export function totals(runs: RunSummary[], total: number): string {
  const parts = [`${plural(total, "run")} in total`];
  for (const state of ["RUNNING", "QUEUED", "PAUSED"] as const) {
    const n = runs.filter((run) => run.state === state).length;
    if (n) parts.push(`${n} ${STATES[state].word.toLowerCase()}`);
  }
  return parts.join(", ");
}
