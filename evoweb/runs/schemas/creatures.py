"""Creatures, as they stood in a generation."""

from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from evoweb.runs.schemas.given import Given


class CreatureQuery(Given):
    """Which creatures of a generation to list, and in what order."""

    filter: Literal["all", "survived", "culled", "disqualified"] = "all"
    order: Literal["rank", "-rank", "born", "nodes", "streak"] = "rank"
    limit: int = Field(default=50, ge=1, le=200)
    offset: int = Field(default=0, ge=0, le=1_000_000)


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


class Sense(Schema):
    """What some of a net's inputs tell it."""

    name: str
    inputs: int = Field(description="Of strain, velocity (x, y, z) and ground one for every place a body may have")
    full: float = Field(description="What an input of 1 stands for")
    unit: str


class CreatureDetail(CreatureRow):
    """A creature with its genome."""

    run: int
    generation: int
    genome: dict[str, Any] | None
    genome_error: str = Field(description="Why the genome cannot be read; empty where it can")
    held_out: list[float] | None
    children: int = Field(description="Born into the next generation")
    best_children: list[str] = Field(description="The best few of them, as they did there")
    senses: list[Sense] = Field(description="Of the net, in the order of the rows of its weights")
    pinned: bool | None = Field(description="Whether you have pinned this replay; null where you have not signed in")


class TestedRate(Schema):
    """What a creature reached from all starts at one physics rate."""

    multiple: int = Field(description="Of the run's physics rate")
    hz: int = Field(description="Physics steps per simulated second")
    scores: list[float] = Field(description="In each start's trial, in the same order at every rate")
    median: float
    lower_quartile: float
    upper_quartile: float


class CreatureTest(Schema):
    """Whether a creature does again what it did: many starts that nobody chose it by, in ever smaller steps."""

    starts: int = Field(description="Held-out trials; the first 16 are those that champions are scored on")
    rates: list[TestedRate]
    repeats: float | None = Field(
        description="The lower of the medians' ratios to the first, 0 to 1; null where that is not above 0"
    )


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
