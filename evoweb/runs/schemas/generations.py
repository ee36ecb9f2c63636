"""What is counted of a generation, in the shapes that pages and the API speak."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from evoweb.runs.schemas.given import Given


class Histogram(Schema):
    """Creatures by fitness, in bins of equal width."""

    low: float
    high: float
    counts: list[int]


class SpeciesStats(Schema):
    """A species as it stood in a generation."""

    id: int
    size: int
    best: float
    mean: float
    born: int = Field(description="Generation in which it arose")


class OperatorStats(Schema):
    """What became of the offspring that one operator made for a generation."""

    born: int
    survived: int = Field(description="Those who pass into the next generation")


class NoveltyStats(Schema):
    """How far creatures behave from their nearest neighbours in behaviour."""

    mean: float
    max: float


class MapDimension(Schema):
    """A measure of behaviour along a side of the map."""

    name: str
    low: float
    high: float


class MapStats(Schema):
    """How full a map of elites is, and what its elites sum up to."""

    dimensions: list[MapDimension] = Field(min_length=2, max_length=2)
    cells: int = Field(description="Along each side")
    coverage: float = Field(description="Share of the cells that hold an elite")
    qd_score: float = Field(description="Sum of the elites' fitness")


class Elite(Schema):
    """The best creature of a cell."""

    cell: tuple[int, int]
    creature: str
    fitness: float


class EliteMap(MapStats):
    """A map of elites with its elites; as it grows long, it is asked for a generation at a time."""

    elites: list[Elite]


class IslandStats(Schema):
    """An island in figures."""

    best: float
    mean: float


class NetStats(Schema):
    """How large the creatures' nets are, on average."""

    neurons: float
    connections: float


class GenerationStats(Schema):
    """A generation in figures."""

    number: int
    champion: str | None = Field(description="Null where nobody was in play, and with it every score below")
    held_out: list[float] = Field(
        description="The champion's fitness in each of the layouts that selection never sees; one number in a task "
        "without layouts"
    )
    recorded: datetime
    best: float | None = Field(
        description="The champion's fitness in the layouts that selection went by: chosen as the highest of many, so "
        "what it would reach elsewhere is `held_out_mean`"
    )
    mean: float | None
    median: float | None
    worst: float | None
    std: float | None
    quartile_low: float | None
    quartile_high: float | None
    held_out_mean: float | None
    held_out_median: float | None
    diversity: float
    disqualified: int
    disqualified_reasons: dict[str, int]
    nodes: dict[str, int]
    targets_reached: int
    evaluations: int
    reused: int
    creature_steps: int
    simulated_s: float
    wall_s: float
    histogram: Histogram | None
    weight_magnitude: float
    species: list[SpeciesStats] = Field(description="None where selection knows no species")
    operators: dict[str, OperatorStats] = Field(description="By operator, of the offspring of this generation")
    boost: float = Field(description="What adaptive mutation multiplies changes by; 1: nothing")
    novelty: NoveltyStats | None
    map: MapStats | None
    islands: list[IslandStats]
    net: NetStats | None
    behaviour_spread: float | None = Field(description="Standard deviation of where creatures end, m")


class GenerationQuery(Given):
    """Which generations of a run to list."""

    after: int = Field(-1, ge=-1, lt=2**31, description="List those above this number")
    limit: int = Field(1000, ge=1, le=1000, description="At most so many; the header Link leads to the next ones")


# What generations lack that were stored before it was counted.
UNCOUNTED: dict[str, Any] = {
    "species": [], "operators": {}, "boost": 1.0, "novelty": None, "map": None, "islands": [], "net": None,
    "behaviour_spread": None,
}  # fmt: skip
