"""The shapes that pages, websockets and the API speak; the TypeScript types are generated from them."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field, JsonValue

from simulation.champions import LayoutsMet

StateName = Literal["QUEUED", "RUNNING", "PAUSED", "DONE", "FAILED", "CANCELLED"]


class RunQuery(Schema):
    """Which runs to list, and in what order."""

    search: str = Field(
        default="", max_length=100, pattern=r"^[^\x00]*$", description="Part of a name, an owner's name or a preset"
    )
    state: Literal["", StateName] = ""
    order: Literal["-created", "created", "name", "-held-out", "-generation"] = "-created"
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class CreatureQuery(Schema):
    """Which creatures of a generation to list, and in what order."""

    filter: Literal["all", "survived", "culled", "disqualified"] = "all"
    order: Literal["rank", "-rank", "born", "nodes", "streak"] = "rank"
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=1_000_000)


class Spark(Schema):
    """A run's curve in a few points: best and mean of generations 0, every, 2·every…"""

    every: int
    best: list[float]
    mean: list[float]


class RunSummary(Schema):
    """A run in one row."""

    id: int
    revision: int = Field(description="Grows with every change: of two states of a run, the higher one is newer")
    name: str
    owner: str
    state: StateName
    task: str
    brain: str
    preset: str | None
    generation: int | None
    generations: int
    population: int
    layouts: LayoutsMet = Field(
        description="What scores were reached in. none: the task has no layouts; fixed: all creatures of all "
        "generations met the same; changing: each met its own, or they changed, so that only held-out means compare"
    )
    best: float | None = Field(
        description="The champion's fitness in the layouts that selection went by, not what it reaches elsewhere"
    )
    held_out_mean: float | None = Field(
        description="The champion's mean over layouts that selection never sees; the same as `best` without layouts"
    )
    champion: str | None = Field(
        description="The champion with the highest fitness so far; where layouts change, the highest held-out mean"
    )
    champion_generation: int | None
    creature_steps_per_s: float | None
    spark: Spark
    evaluations: int
    reused: int
    elapsed_s: float
    eta_s: float | None
    created: datetime
    started: datetime | None
    finished: datetime | None
    error: str
    reason: str = Field(description="Why the run rests, or ended before its last generation; empty where it did not")
    seed: int
    engine_version: str
    backend: str
    device: str
    may_edit: bool
    public: bool


class RunLink(Schema):
    """Another run that you may see."""

    id: int
    name: str


class RunDetail(RunSummary):
    """A run with its settings, where it comes from and what came of it."""

    config: dict[str, JsonValue]
    parent: RunLink | None = Field(description="The run it was forked from; null as well where you may not see that")
    forked_at: int | None = Field(description="The parent's generation whose creatures it began with")
    forks: list[RunLink]


class DeedRow(Schema):
    """What somebody did to a run."""

    at: datetime
    by: str = Field(description="User name, as it was then; empty: EvoWeb itself")
    deed: str
    detail: dict[str, JsonValue]


class RunPage(Schema):
    """Some of the runs, and how many there are in all."""

    count: int
    items: list[RunSummary]


class CreatureRow(Schema):
    """A creature as it stood in one generation."""

    name: str
    row: int
    rank: int
    fitness: float
    parts: dict[str, float]
    targets_reached: int
    disqualified: str
    nodes: int
    muscles: int
    born: int
    streak: int
    parents: list[str]
    operator: str
    survives: bool
    has_clip: bool


class CreatureDetail(CreatureRow):
    """A creature with its genome."""

    run: int
    generation: int
    genome: dict[str, Any] | None
    genome_error: str = Field(description="Why the genome cannot be read; empty where it can")
    held_out: list[float] | None
    pinned: bool | None = Field(description="Whether you have pinned this replay; null where you have not signed in")


class Pinned(Schema):
    """A replay that somebody pinned or unpinned."""

    run: int
    run_name: str
    creature: str
    generation: int
    fitness: float


class CreatureCounts(Schema):
    """Creatures of a generation under each filter."""

    all: int
    survived: int
    culled: int
    disqualified: int


class CreaturePage(Schema):
    """Some of the creatures of a generation, how many the filter leaves, and how many each filter would leave."""

    count: int
    counts: CreatureCounts
    items: list[CreatureRow]


class Estimate(Schema):
    """What a run will cost, and the speed that the answer rests on."""

    creature_steps_per_generation: int
    seconds_per_generation: float
    seconds_total: float
    bytes_per_generation: int
    speed: float


class BackendState(Schema):
    """A form of the time loop in a process's memory: how long it took to load, or why it could not."""

    name: str
    seconds: float
    error: str


class EngineState(Schema):
    """What of the engine a process has in memory."""

    state: Literal["idle", "loading", "loaded", "failed"]
    error: str
    backends: list[BackendState]


class PoolFigures(Schema):
    """What a process's pool is doing and has done since the process started; see simulation.metrics."""

    threads: int = Field(description="Of the pool; all processes together keep to the machine's budget")
    active: int = Field(description="Shards that are played at this moment")
    queue_depth: int = Field(description="Shards that wait for a thread")
    peak_queue_depth: int
    shards: int
    creatures: int
    creatures_per_s: float = Field(description="Of the last minute")
    latency_p50_s: float | None = Field(description="Of a shard, from its start to its end")
    latency_p95_s: float | None
    latency_p99_s: float | None
    busy_share: float = Field(description="Of the threads' time in the last minute")
    busy_shares: list[float] = Field(description="For each thread")
    busy_threads: float | None = Field(description="Mean while any was busy: the gain over one thread")
    errors: dict[str, int] = Field(description="Shards that failed, by type of error")
    refusals: int = Field(description="Calls turned away because too much waited")


class ProcessState(Schema):
    """A process that simulates, as it last reported."""

    kind: Literal["web", "worker"]
    host: str
    pid: int
    started: datetime
    seen: datetime
    engine: EngineState
    pool: PoolFigures
    run: int | None = Field(description="Whose lease it holds")


class LeaseState(Schema):
    """A run that a worker computes."""

    run: int
    name: str
    owner: str
    worker: str
    generation: int = Field(description="That is being computed")
    until: datetime
    attempts: int = Field(description="Workers that took it since its last generation")
    creature_steps_per_s: float | None = Field(description="Of its latest generation")


class QueueState(Schema):
    """What waits to be computed."""

    runs_waiting: int
    bells_waiting: int = Field(description="Messages of the queue that no worker has taken")
    bells_taken: int = Field(description="Messages that a worker works on, or took and died")
    retries: int = Field(description="Generations begun again after a worker was lost, of all runs")


class SlotState(Schema):
    """A worker slot, and whether it hears the bells that are rung at it."""

    queue: str = Field(description="Its name: machine, and process of its master")
    unanswered_s: float = Field(description="Age of the oldest bell that its worker has not answered")
    answers: bool = Field(description="Or has an excuse: it computes a run, or loads the engine")


class KeeperState(Schema):
    """The keeper of a machine."""

    host: str
    pid: int
    silent_s: float = Field(description="Since its last report; it goes round every two seconds")
    answers: bool


class Storage(Schema):
    """Bytes on disk, indexes and all."""

    database: int
    clips: int
    checkpoints: int
    free: int | None = Field(description="On the database's disk; null where that is another machine's")


class SystemState(Schema):
    """How the installation does."""

    now: datetime
    processes: list[ProcessState]
    leases: list[LeaseState]
    queue: QueueState
    slots: list[SlotState]
    keepers: list[KeeperState]
    runs: dict[str, int] = Field(description="How many there are, by state")
    storage: Storage
    versions: dict[str, str]
