/** Runs for tests. */

import type { ComparedRun, Comparison } from "../../generated/api";
import type { Infos } from "./settings";

export const INFOS: Infos = {
  task: { title: "Task", group: "basics" },
  population: { title: "Population", group: "basics", unit: "creatures" },
  brain: { title: "Brain", group: "brain", labels: { neat: "NEAT: a net that grows" } },
  hidden: { title: "Hidden neurons", group: "brain", when: { brain: ["pure", "hybrid"] } },
  cull: { title: "Culled share", group: "selection" },
  clips_top: { title: "Replays of the best", group: "storage" },
};

export function aComparedRun(id: number, changes: Partial<ComparedRun> = {}): ComparedRun {
  return {
    id,
    name: `run ${id}`,
    owner: "mira",
    state: "DONE",
    tags: [],
    preset: null,
    layouts: "fixed",
    seed: id,
    created: "2026-11-21T08:00:00Z",
    generation: 2,
    best: 10 + id,
    held_out: { mean: id, median: id, deviation: 0.5, layouts: 16 },
    measured: null,
    champion: "2-0",
    champion_generation: 2,
    evaluations: 300,
    elapsed_s: 30,
    creature_steps_per_s: 1000,
    settings: {},
    curve: {
      generation: [0, 1, 2],
      evaluations: [100, 200, 300],
      seconds: [10, 20, 30],
      best: [1, 2, 10 + id],
      mean: [0, 1, 2],
      median: [0, 1, 2],
      held_out_mean: [0, 1, id],
    },
    ...changes,
  };
}

export function aComparison(
  runs: ComparedRun[],
  same: Record<string, unknown> = {
    task: "run",
    brain: "none",
    hidden: 8,
    cull: 0.5,
    clips_top: 10,
    population: 100,
  },
): Comparison {
  return { runs, same, left_out: [] };
}
