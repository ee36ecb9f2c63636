/** Shapes that the API speaks. Generated from its OpenAPI schema by `make types`: do not edit. */

/** A creature, which stands first, and its ancestors.

Of the ancestors born in a generation those are shown that it descends from by the largest shares: a child by
crossover has half of each of its parents, any other all of its one parent. Its first parents are always shown. */
export interface Ancestry {
  creatures: string[];
  born: number[];
  operators: string[];
  fitness: number[];
  nodes: number[];
  muscles: number[];
  parents: number[][];
  shares: number[];
  hidden: number[];
  line: number[];
  looked_at: number;
  is_cut: boolean;
  founders: FounderOrigin[];
}

/** Whose ancestry, and how much of it. */
export interface AncestryQuery {
  creature?: string;
  width?: number;
}

/** A form of the time loop in a process's memory: how long it took to load, or why it could not. */
export interface BackendState {
  name: string;
  seconds: number;
  error: string;
}

/** Creatures to simulate. `layout`: targets in m, met in order by every creature, in place of drawn ones. */
export interface Batch {
  genomes: unknown[];
  config?: RunConfig;
  layout?: ([number, number, number])[] | null;
  frames?: boolean;
}

/** A deed, and the runs to do it with. */
export interface Bulk {
  deed: "pause" | "resume" | "cancel" | "delete" | "tag" | "untag";
  runs: number[];
  tag?: string;
}

/** What became of the deed with each run, in the order they were named. */
export interface BulkAnswer {
  results: BulkResult[];
}

/** What became of the deed with one run. */
export interface BulkResult {
  run: number;
  done: boolean;
  why: string;
  summary: RunSummary | null;
}

/** Creatures, and the settings of a run that they might begin. */
export interface Candidates {
  founders: Founding;
  config?: RunConfig;
}

/** Whether a champion does again what it did, and its energy, over its held-out trials. */
export interface ChampionMeasured {
  repeats: number | null;
  medians: number[];
  speed: number;
  work: number;
  transport: number | null;
}

/** Columns of the table of runs, to keep under a name. */
export interface Columns {
  name: string;
  columns: string[];
}

/** A run among those that are compared. */
export interface ComparedRun {
  id: number;
  name: string;
  owner: string;
  state: "QUEUED" | "RUNNING" | "PAUSED" | "DONE" | "FAILED" | "CANCELLED";
  tags: string[];
  preset: string | null;
  layouts: "none" | "fixed" | "changing";
  seed: number;
  created: string;
  generation: number | null;
  best: number | null;
  held_out: HeldOutScores | null;
  measured: ChampionMeasured | null;
  champion: string | null;
  champion_generation: number | null;
  evaluations: number;
  elapsed_s: number;
  creature_steps_per_s: number | null;
  settings: Record<string, JsonValue>;
  curve: Curve;
}

/** Runs side by side. */
export interface Comparison {
  runs: ComparedRun[];
  same: Record<string, JsonValue>;
  left_out: number[];
}

/** A creature of a run that you may see, as it stood in a generation. */
export interface CreatureAt {
  run: number;
  creature: string;
  generation: number;
}

/** Creatures of a generation under each filter. */
export interface CreatureCounts {
  all: number;
  survived: number;
  culled: number;
  disqualified: number;
}

/** A creature with its genome. */
export interface CreatureDetail {
  name: string;
  row: number;
  rank: number;
  fitness: number;
  parts: Record<string, number>;
  targets_reached: number;
  disqualified: string;
  nodes: number;
  muscles: number;
  born: number;
  streak: number;
  parents: string[];
  operator: string;
  survives: boolean;
  has_clip: boolean;
  run: number;
  generation: number;
  genome: Record<string, unknown> | null;
  genome_error: string;
  held_out: number[] | null;
  children: number;
  best_children: string[];
  senses: Sense[];
  pinned: boolean | null;
}

/** Some of the creatures of a generation, how many the filter leaves, and how many each filter would leave. */
export interface CreaturePage {
  count: number;
  counts: CreatureCounts;
  items: CreatureRow[];
}

/** Which creatures of a generation to list, and in what order. */
export interface CreatureQuery {
  filter?: "all" | "survived" | "culled" | "disqualified";
  order?: "rank" | "-rank" | "born" | "nodes" | "streak";
  limit?: number;
  offset?: number;
}

/** A creature as it stood in one generation. */
export interface CreatureRow {
  name: string;
  row: number;
  rank: number;
  fitness: number;
  parts: Record<string, number>;
  targets_reached: number;
  disqualified: string;
  nodes: number;
  muscles: number;
  born: number;
  streak: number;
  parents: string[];
  operator: string;
  survives: boolean;
  has_clip: boolean;
}

/** Whether a creature does again what it did: many starts that nobody chose it by, in ever smaller steps. */
export interface CreatureTest {
  starts: number;
  rates: TestedRate[];
  repeats: number | null;
}

/** A run's scores by generation, thinned evenly; its last generation is always among them. */
export interface Curve {
  generation: number[];
  evaluations: number[];
  seconds: number[];
  best: (number | null)[];
  mean: (number | null)[];
  median: (number | null)[];
  held_out_mean: (number | null)[];
}

/** What somebody did to a run. */
export interface DeedRow {
  at: string;
  by: string;
  deed: string;
  detail: Record<string, JsonValue>;
}

/** What of a run's name and notes is to change. */
export interface Description {
  name?: string | null;
  notes?: string | null;
  seen?: string;
}

/** What changes of a creature of yours; what is left out, or null, stays. */
export interface DesignChange {
  name?: string | null;
  genome?: unknown;
}

/** A creature of yours with its genome. */
export interface DesignDetail {
  id: number;
  name: string;
  nodes: number;
  muscles: number;
  net: string | null;
  created: string;
  changed: string;
  genome: Record<string, unknown>;
}

/** A creature of yours in one row. */
export interface DesignRow {
  id: number;
  name: string;
  nodes: number;
  muscles: number;
  net: string | null;
  created: string;
  changed: string;
}

/** Why something was not done. */
export interface Detail {
  detail: string;
}

/** The best creature of a cell. */
export interface Elite {
  cell: [number, number];
  creature: string;
  fitness: number;
}

/** A map of elites with its elites; as it grows long, it is asked for a generation at a time. */
export interface EliteMap {
  dimensions: MapDimension[];
  cells: number;
  coverage: number;
  qd_score: number;
  elites: Elite[];
}

/** What of the engine a process has in memory. */
export interface EngineState {
  state: "idle" | "loading" | "loaded" | "failed";
  error: string;
  backends: BackendState[];
}

/** What a run will cost, and the speed that the answer rests on. */
export interface Estimate {
  creature_steps_per_generation: number;
  seconds_per_generation: number;
  seconds_total: number;
  bytes_per_generation: number;
  speed: number;
}

/** What changes of a run that goes on. */
export interface Extension {
  config?: RunConfig;
}

/** A run that begins with the creatures of another's generation, under its settings changed by `config`. */
export interface Fork {
  generation: number;
  name: string;
  config?: RunConfig;
}

/** Who a run's founder was in the run that it was forked from. */
export interface FounderOrigin {
  place: number;
  run: number;
  run_name: string;
  creature: string;
  generation: number;
}

/** Whether creatures fit into settings. */
export interface FoundersFit {
  problems: ProblemShape[];
  changes: Record<string, unknown>;
}

/** Creatures that a run begins with, in this order: of runs, of your own, and genomes in the public format.

They are the first of generation 0; offspring of theirs, bred as the settings say, fill the population up. A single
one has mutated copies. None at all: all are born at random. */
export interface Founding {
  creatures?: CreatureAt[];
  designs?: number[];
  genomes?: unknown[];
}

/** What a gene of the public format may be, what is usual, and what it does. */
export interface GeneFacts {
  name: string;
  of: "creature" | "position" | "node" | "muscle" | "vector";
  title: string;
  description: string;
  unit: string;
  low: number;
  high: number;
  usual: number;
}

/** Which generations of a run to list. */
export interface GenerationQuery {
  after?: number;
  limit?: number;
}

/** A generation in figures. */
export interface GenerationStats {
  number: number;
  champion: string | null;
  held_out: number[];
  recorded: string;
  best: number | null;
  mean: number | null;
  median: number | null;
  worst: number | null;
  std: number | null;
  quartile_low: number | null;
  quartile_high: number | null;
  held_out_mean: number | null;
  held_out_median: number | null;
  diversity: number;
  disqualified: number;
  disqualified_reasons: Record<string, number>;
  nodes: Record<string, number>;
  targets_reached: number;
  evaluations: number;
  reused: number;
  creature_steps: number;
  simulated_s: number;
  wall_s: number;
  histogram: Histogram | null;
  weight_magnitude: number;
  species: SpeciesStats[];
  operators: Record<string, OperatorStats>;
  boost: number;
  novelty: NoveltyStats | null;
  map: MapStats | null;
  islands: IslandStats[];
  net: NetStats | null;
  behaviour_spread: number | null;
}

/** Creatures in the public format. */
export interface Genomes {
  genomes: (Record<string, unknown>)[];
}

/** A creature worth seeing, with what a card says of it. */
export interface HallEntry {
  run: number;
  creature: string;
  generation: number;
  run_name: string;
  owner: string;
  task: string;
  world: string;
  brain: string;
  fitness: number;
  held_out_mean: number | null;
  held_out_deviation: number | null;
  repeats: number | null;
  nodes: number;
  muscles: number;
}

/** What the hall can be narrowed to. */
export interface HallFilters {
  brains: string[];
  owners: string[];
  presets: string[];
  tags: string[];
}

/** The best champions of a task by their held-out mean, one a run; how many there are, and of which tasks. */
export interface HallPage {
  task: string;
  count: number;
  tasks: TaskCount[];
  items: HallEntry[];
}

/** Which champions to list; scores of different tasks do not compare, so one task's at a time. */
export interface HallQuery {
  task?: string;
  brain?: string;
  owner?: string;
  preset?: string;
  tag?: string;
  search?: string;
  limit?: number;
  offset?: number;
}

/** What a run's champion reached in the layouts that selection never sees. */
export interface HeldOutScores {
  mean: number;
  median: number;
  deviation: number;
  layouts: number;
}

/** Creatures by fitness, in bins of equal width. */
export interface Histogram {
  low: number;
  high: number;
  counts: number[];
}

/** An island in figures. */
export interface IslandStats {
  best: number;
  mean: number;
}

export type JsonValue = unknown;

/** The keeper of a machine. */
export interface KeeperState {
  host: string;
  pid: number;
  silent_s: number;
  answers: boolean;
}

/** Columns that you have kept. */
export interface KeptColumns {
  id: number;
  name: string;
  columns: string[];
}

/** A run that a worker computes. */
export interface LeaseState {
  run: number;
  name: string;
  owner: string;
  worker: string;
  generation: number;
  until: string;
  attempts: number;
  creature_steps_per_s: number | null;
}

/** A measure of behaviour along a side of the map. */
export interface MapDimension {
  name: string;
  low: number;
  high: number;
}

/** How full a map of elites is, and what its elites sum up to. */
export interface MapStats {
  dimensions: MapDimension[];
  cells: number;
  coverage: number;
  qd_score: number;
}

/** How large the creatures' nets are, on average. */
export interface NetStats {
  neurons: number;
  connections: number;
}

/** A creature to keep, in the public format. */
export interface NewDesign {
  name: string;
  genome: unknown;
}

/** Creatures to keep, in the public format; several are numbered. */
export interface NewDesigns {
  name: string;
  genomes: unknown[];
}

/** Settings to keep; what they do not state has its default. */
export interface NewPreset {
  name: string;
  settings?: RunConfig;
}

/** A run to start: a preset's settings, if one is named, changed by `config`; and whom it begins with. */
export interface NewRun {
  name: string;
  preset?: string;
  config?: RunConfig;
  founders?: unknown;
}

/** How far creatures behave from their nearest neighbours in behaviour. */
export interface NoveltyStats {
  mean: number;
  max: number;
}

/** The next population. `parents`: places in the given list, the fitter first; a survivor's is itself alone. */
export interface Offspring {
  genomes: (Record<string, unknown>)[];
  parents: number[][];
  operators: string[];
}

/** What became of the offspring that one operator made for a generation. */
export interface OperatorStats {
  born: number;
  survived: number;
}

/** Settings that you keep under a name; what they do not state has its default. */
export interface OwnPresetRow {
  id: number;
  name: string;
  settings: Record<string, unknown>;
}

/** A population with its scores, in the same order. */
export interface Parents {
  genomes: unknown[];
  fitness: number[];
  generation?: number;
  config?: RunConfig;
}

/** Those who live in a generation, and whom they come from by first parents.

Shown are the living, those from whom several lines of the living part, and the first of each line. */
export interface Phylogeny {
  creatures: string[];
  born: number[];
  operators: string[];
  fitness: number[];
  nodes: number[];
  muscles: number[];
  parents: number[][];
  others: (number | null)[];
  generation: number;
  skipped: number[];
  living: number[];
  is_alive: boolean[];
  ancestor: number | null;
  population: number;
  is_cut: boolean;
  species: number[] | null;
}

/** Of which generation, and with what. */
export interface PhylogenyQuery {
  generation?: number | null;
  species?: boolean;
}

/** A replay that somebody pinned or unpinned. */
export interface Pinned {
  run: number;
  run_name: string;
  creature: string;
  generation: number;
  fitness: number;
}

/** Settings of a run that has not been started. */
export interface Planned {
  config: RunConfig;
}

/** What a process's pool is doing and has done since the process started; see simulation.metrics. */
export interface PoolFigures {
  threads: number;
  active: number;
  queue_depth: number;
  peak_queue_depth: number;
  shards: number;
  creatures: number;
  creatures_per_s: number;
  latency_p50_s: number | null;
  latency_p95_s: number | null;
  latency_p99_s: number | null;
  busy_share: number;
  busy_shares: number[];
  busy_threads: number | null;
  errors: Record<string, number>;
  refusals: number;
}

/** What changes of a preset of yours; what is left out, or null, stays. */
export interface PresetChange {
  name?: string | null;
  settings?: RunConfig | null;
}

/** Settings under a name; what they do not state has its default. */
export interface PresetShape {
  key: string;
  title: string;
  description: string;
  settings: Record<string, unknown>;
}

/** One thing wrong with an input: where, and what the bound is. */
export interface ProblemShape {
  path: string;
  message: string;
}

/** Everything wrong with an input. */
export interface Problems {
  problems: ProblemShape[];
}

/** A process that simulates, as it last reported. */
export interface ProcessState {
  kind: "web" | "worker";
  host: string;
  pid: number;
  started: string;
  seen: string;
  engine: EngineState;
  pool: PoolFigures;
  run: number | null;
}

/** What waits to be computed. */
export interface QueueState {
  runs_waiting: number;
  bells_waiting: number;
  bells_taken: number;
  retries: number;
}

/** Champions of different runs in one layout. */
export interface Race {
  layout: number;
  task: string | null;
  has_layouts: boolean;
  racers: Racer[];
  unfair: string[];
  waiting: string[];
  left_out: number[];
}

/** Whose champions race, and in which layout. */
export interface RaceChoice {
  runs: string;
  layout?: number;
}

/** A run's champion, as it starts in a race. */
export interface Racer {
  run: number;
  name: string;
  owner: string;
  creature: string;
  generation: number;
  brain: string;
  best: number;
  held_out_mean: number;
}

/** Which runs are compared. */
export interface RunChoice {
  runs: string;
}

/** The settings of one run. Immutable; unknown keys, NaN and infinity are refused. */
export interface RunConfig {
  task?: "forage" | "run" | "jump" | "climb" | "rough";
  seed?: number;
  population?: number;
  generations?: number;
  seconds?: number;
  world?: "natural" | "published";
  physics_hz?: number | null;
  muscle_strength?: number;
  stroke?: number;
  gravity?: number;
  ground_friction?: number;
  damping_scale?: number;
  min_nodes?: number;
  max_nodes?: number;
  min_muscles?: number;
  max_muscles?: number;
  body_size?: number;
  brain?: "none" | "pure" | "hybrid" | "neat";
  brain_hz?: number;
  hidden?: number;
  activation?: "tanh" | "relu" | "sigmoid";
  output_bias?: number;
  smoothing?: number;
  dead_zone?: number;
  velocity_cap?: number;
  max_extension?: number;
  time_encoding?: "auto" | "none" | "sin" | "raw" | "cyclic" | "sin_raw";
  clock_hz?: number;
  sense_strain?: boolean;
  sense_velocity?: boolean;
  sense_ground?: boolean;
  bias_mode?: "neuron" | "bias_node";
  neat_connectivity?: "full" | "sparse_inputs" | "sparse_outputs" | "none";
  neat_max_hidden?: number;
  selection?: "rank" | "truncation" | "tournament" | "speciation" | "novelty" | "map_elites";
  cull?: number;
  tournament_size?: number;
  rank_pressure?: number;
  compatibility_threshold?: number | null;
  species_stagnation?: number;
  min_species_size?: number;
  novelty_neighbours?: number;
  novelty_archived?: number;
  fitness_sharing?: boolean;
  sharing_radius?: number;
  islands?: number;
  migration_every?: number;
  migrants?: number;
  map_cells?: number;
  crossover_rate?: number;
  weight_crossover?: "sbx" | "uniform" | "interpolation";
  sbx_eta?: number;
  mutation_rate?: number;
  mutation_magnitude?: number;
  structural_rate?: number;
  weight_rate?: number;
  weight_magnitude?: number;
  weight_decay?: "off" | "linear" | "exponential";
  weight_decay_start?: number;
  weight_decay_generations?: number;
  neat_add_connection?: number;
  neat_add_node?: number;
  neat_enable?: number;
  neat_disable?: number;
  neat_replace_rate?: number;
  distance_excess?: number;
  distance_disjoint?: number;
  distance_weights?: number;
  adaptive_mutation?: boolean;
  adaptive_window?: number;
  adaptive_threshold?: number;
  adaptive_boost?: number;
  adaptive_most?: number;
  layouts?: "shared" | "own";
  layout_count?: number;
  layout_period?: number;
  start_jitter?: number;
  arena?: number;
  efficiency?: number;
  step_rise?: number;
  roughness?: number;
  settle?: number | null;
  stop_target?: number | null;
  stop_stagnation?: number | null;
  stop_minutes?: number | null;
  clip_hz?: number;
  clips_top?: number;
  clips_random?: number;
  clips_bottom?: number;
  backend?: "auto" | "kernel" | "torch";
  device?: "auto" | "cpu" | "cuda";
}

/** A run with its settings, where it comes from and what came of it. */
export interface RunDetail {
  id: number;
  revision: number;
  name: string;
  owner: string;
  state: "QUEUED" | "RUNNING" | "PAUSED" | "DONE" | "FAILED" | "CANCELLED";
  task: string;
  brain: string;
  preset: string | null;
  generation: number | null;
  generations: number;
  population: number;
  layouts: "none" | "fixed" | "changing";
  best: number | null;
  held_out_mean: number | null;
  held_out_deviation: number | null;
  measured: ChampionMeasured | null;
  champion: string | null;
  champion_generation: number | null;
  without_anybody: number;
  creature_steps_per_s: number | null;
  spark: Spark;
  evaluations: number;
  reused: number;
  elapsed_s: number;
  eta_s: number | null;
  created: string;
  started: string | null;
  finished: string | null;
  error: string;
  reason: string;
  seed: number;
  engine_version: string;
  backend: string;
  device: string;
  may_edit: boolean;
  public: boolean;
  tags: string[];
  notes: string;
  config: Record<string, JsonValue>;
  parent: RunLink | null;
  forked_at: number | null;
  forks: RunLink[];
}

/** Another run that you may see. */
export interface RunLink {
  id: number;
  name: string;
}

/** Some of the runs, and how many there are in all. */
export interface RunPage {
  count: number;
  states: Record<string, number>;
  items: RunSummary[];
}

/** Which runs to list, and in what order. */
export interface RunQuery {
  search?: string;
  state?: "" | "QUEUED" | "RUNNING" | "PAUSED" | "DONE" | "FAILED" | "CANCELLED";
  tag?: string[];
  preset?: string;
  order?: "created" | "name" | "state" | "generation" | "best" | "held-out" | "speed" | "owner" | "elapsed" | "-created" | "-name" | "-state" | "-generation" | "-best" | "-held-out" | "-speed" | "-owner" | "-elapsed";
  limit?: number;
  offset?: number;
}

/** A run in one row. */
export interface RunSummary {
  id: number;
  revision: number;
  name: string;
  owner: string;
  state: "QUEUED" | "RUNNING" | "PAUSED" | "DONE" | "FAILED" | "CANCELLED";
  task: string;
  brain: string;
  preset: string | null;
  generation: number | null;
  generations: number;
  population: number;
  layouts: "none" | "fixed" | "changing";
  best: number | null;
  held_out_mean: number | null;
  held_out_deviation: number | null;
  measured: ChampionMeasured | null;
  champion: string | null;
  champion_generation: number | null;
  without_anybody: number;
  creature_steps_per_s: number | null;
  spark: Spark;
  evaluations: number;
  reused: number;
  elapsed_s: number;
  eta_s: number | null;
  created: string;
  started: string | null;
  finished: string | null;
  error: string;
  reason: string;
  seed: number;
  engine_version: string;
  backend: string;
  device: string;
  may_edit: boolean;
  public: boolean;
  tags: string[];
}

/** What each creature reached, in the order of the genomes; frames: creature, frame, node, [x, y, z] in m. */
export interface Scores {
  fitness: number[];
  parts: Record<string, number[]>;
  targets_reached: number[];
  disqualified: string[];
  frames: number[][][][] | null;
}

/** What some of a net's inputs tell it. */
export interface Sense {
  name: string;
  inputs: number;
  full: number;
  unit: string;
}

/** A worker slot, and whether it hears the bells that are rung at it. */
export interface SlotState {
  queue: string;
  unanswered_s: number;
  answers: boolean;
}

/** A run's curve in a few points: best and mean of generations 0, every, 2·every…; null where nobody was in play. */
export interface Spark {
  every: number;
  best: (number | null)[];
  mean: (number | null)[];
}

/** A species as it stood in a generation. */
export interface SpeciesStats {
  id: number;
  size: number;
  best: number;
  mean: number;
  born: number;
}

/** Bytes on disk, indexes and all. */
export interface Storage {
  database: number;
  clips: number;
  checkpoints: number;
  removing: number;
  free: number | null;
}

/** How the installation does. */
export interface SystemState {
  now: string;
  processes: ProcessState[];
  leases: LeaseState[];
  queue: QueueState;
  slots: SlotState[];
  keepers: KeeperState[];
  runs: Record<string, number>;
  storage: Storage;
  versions: Record<string, string>;
  unknown_proxies: string[];
}

/** A tag, and how many runs have it. */
export interface TagCount {
  tag: string;
  runs: number;
}

/** Tags to put on a run, and to take off. */
export interface Tags {
  add?: string[];
  remove?: string[];
}

/** How many champions of a task there are under the other filters. */
export interface TaskCount {
  task: string;
  count: number;
}

/** What a creature reached from all starts at one physics rate. */
export interface TestedRate {
  multiple: number;
  hz: number;
  scores: number[];
  median: number;
  lower_quartile: number;
  upper_quartile: number;
}

/** A creature and the settings under which it is tried; those of its body's room and its net follow its genome. */
export interface Trial {
  genome: unknown;
  config?: RunConfig;
}

/** How many creatures to make; the same seed and settings make the same ones. */
export interface Wish {
  count?: number;
  seed?: number | null;
  config?: RunConfig;
}
