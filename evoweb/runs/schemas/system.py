"""How the installation does."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field


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
    removing: int = Field(description="Generations of deleted runs that are still to be removed")
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
    unknown_proxies: list[str] = Field(
        description="Addresses that say for whom they ask, to the web process that answers, and are not trusted to"
    )
