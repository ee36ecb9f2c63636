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
