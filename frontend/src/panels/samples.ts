/** Runs and generations for tests. */

import type { CreatureRow, GenerationStats, RunSummary } from "../generated/api";

export function aRun(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 1,
    name: "walker",
    owner: "mira",
    state: "RUNNING",
    task: "forage",
    brain: "none",
    preset: null,
    generation: 4,
    generations: 9,
    population: 100,
    best: 41.2,
    held_out_mean: 37,
    champion: "3-7",
    champion_generation: 3,
    creature_steps_per_s: 1_840_000,
    spark: { every: 1, best: [1, 2], mean: [0, 1] },
    evaluations: 500,
    reused: 0,
    elapsed_s: 12,
    eta_s: 12,
    created: "2026-11-21T08:00:00Z",
    started: "2026-11-21T08:00:01Z",
    finished: null,
    error: "",
    seed: 7,
    engine_version: "0.1.0",
    backend: "torch",
    device: "cpu",
    may_edit: true,
    public: false,
    ...changes,
  };
}

export function aGeneration(number: number, changes: Partial<GenerationStats> = {}): GenerationStats {
  return {
    number,
    champion: `${number}-0`,
    held_out: [1, 2],
    recorded: "2026-11-21T08:00:02Z",
    best: 10,
    mean: 5,
    median: 5,
    worst: 0,
    std: 1,
    quartile_low: 2,
    quartile_high: 7,
    held_out_mean: 1.5,
    held_out_median: 1.5,
    diversity: 0.3,
    disqualified: 0,
    disqualified_reasons: {},
    nodes: { "5": 60, "6": 40 },
    targets_reached: 0,
    evaluations: 100,
    reused: 0,
    creature_steps: 1000,
    simulated_s: 20,
    wall_s: 1,
    histogram: { low: 0, high: 10, counts: [50, 50] },
    weight_magnitude: 0,
    ...changes,
  };
}

export function aCreature(changes: Partial<CreatureRow> = {}): CreatureRow {
  return {
    name: "3-7",
    row: 0,
    rank: 1,
    fitness: 41.2,
    parts: {},
    targets_reached: 0,
    disqualified: "",
    nodes: 5,
    muscles: 8,
    born: 3,
    streak: 2,
    parents: ["2-1", "1-9"],
    operator: "crossover",
    survives: true,
    has_clip: true,
    ...changes,
  };
}
