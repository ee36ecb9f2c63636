"""Runs, as lists and pages show them."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, JsonValue

from evoweb.runs.names import Sought
from evoweb.runs.schemas.given import Given
from simulation.champions import LayoutsMet

StateName = Literal["QUEUED", "RUNNING", "PAUSED", "DONE", "FAILED", "CANCELLED"]
# fmt: off
RunOrder = Literal[
    "created", "name", "state", "generation", "best", "held-out", "speed", "owner", "elapsed",
    "-created", "-name", "-state", "-generation", "-best", "-held-out", "-speed", "-owner", "-elapsed",
]
# fmt: on
MOST_PASSED_OVER = 1_000_000  # runs before those that are listed


class RunQuery(Given):
    """Which runs to list, and in what order."""

    search: Sought = Field(
        default="",
        max_length=100,
        description="Words, each part of a run's name, tags, task, brain or preset, or of its owner's name",
    )
    state: Literal["", StateName] = ""
    tag: list[Annotated[Sought, Field(max_length=30)]] = Field(
        default=[], max_length=20, description="All of which a run must have"
    )
    preset: Sought = Field(default="", max_length=30)
    order: RunOrder = "-created"
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=MOST_PASSED_OVER)


class Spark(Schema):
    """A run's curve in a few points: best and mean of generations 0, every, 2·every…; null where nobody was in play."""

    every: int
    best: list[float | None]
    mean: list[float | None]


class ChampionMeasured(Schema):
    """Whether a champion does again what it did, and its energy, over its held-out trials."""

    repeats: float | None = Field(
        description="How much of its score is left at twice and four times the physics rate, whichever is less: the "
        "lower ratio of medians, 0 to 1; null where the score is not above 0"
    )
    medians: list[float] = Field(description="Its median score at one, two and four times the run's physics rate")
    speed: float = Field(description="Body lengths/s, from start to end over the ground")
    work: float = Field(description="J a trial, of its muscles")
    transport: float | None = Field(description="J/(kg·m), cost of transport; null where it went no way")


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
    held_out_deviation: float | None = Field(description="Sample deviation over those layouts; null without layouts")
    measured: ChampionMeasured | None = Field(
        description="Of the champion: when it becomes champion, at most once in ten generations, and when the run "
        "ends; null until then"
    )
    champion: str | None = Field(
        description="The champion with the highest fitness so far; where layouts change, the highest held-out mean"
    )
    champion_generation: int | None
    without_anybody: int = Field(description="How many of the latest generations in a row had nobody in play")
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
    tags: list[str]


class RunLink(Schema):
    """Another run that you may see."""

    id: int
    name: str


class RunDetail(RunSummary):
    """A run with its settings, where it comes from and what came of it."""

    notes: str
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
    states: dict[str, int] = Field(description="How many there would be in each state, whatever state was asked for")
    items: list[RunSummary]


class TagCount(Schema):
    """A tag, and how many runs have it."""

    tag: str
    runs: int


class HomePage(Schema):
    """What the home page begins with."""

    page: RunPage
    running: list[RunSummary] = Field(description="Those that are computed at this moment, the newest first")
    tags: list[TagCount]


class Estimate(Schema):
    """What a run will cost, and the speed that the answer rests on."""

    creature_steps_per_generation: int
    seconds_per_generation: float
    seconds_total: float
    bytes_per_generation: int
    speed: float
