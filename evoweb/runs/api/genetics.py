"""/api/genetics: new creatures, and the next generation of given ones."""

from collections.abc import Mapping
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, FiniteFloat

from evoweb.runs.api.shapes import Detail, Problems, Settings
from evoweb.runs.api.simulation import MOST_GENOMES
from evoweb.runs.compute import seat
from evoweb.runs.schemas.given import Given
from simulation.config import RunConfig
from simulation.errors import ConfigError, Problem
from simulation.gene_facts import CREATURE, MUSCLE, NODE, POSITION, VECTORS
from simulation.genome_fields import Bound

router = Router(tags=["genetics"])


class Wish(Given):
    """How many creatures to make; the same seed and settings make the same ones."""

    count: int = Field(default=1, ge=1, le=MOST_GENOMES)
    seed: int | None = Field(default=None, ge=0, le=2**53 - 1)
    config: Settings = Field(default_factory=dict)


class Genomes(Schema):
    """Creatures in the public format."""

    genomes: list[dict[str, Any]]


class Parents(Given):
    """A population with its scores, in the same order."""

    genomes: list[Any] = Field(min_length=2, max_length=MOST_GENOMES)
    fitness: list[FiniteFloat] = Field(min_length=2, max_length=MOST_GENOMES)
    generation: int = Field(
        default=0, ge=0, le=1_000_000, description="Number of the given population; chance goes by it"
    )
    config: Settings = Field(default_factory=dict)


class Offspring(Schema):
    """The next population. `parents`: places in the given list, the fitter first; a survivor's is itself alone."""

    genomes: list[dict[str, Any]]
    parents: list[list[int]]
    operators: list[str]


class GeneFacts(Schema):
    """What a gene of the public format may be, what is usual, and what it does."""

    name: str
    of: Literal["creature", "position", "node", "muscle", "vector"]
    title: str
    description: str
    unit: str
    low: float
    high: float
    usual: float


@router.get("genes", response={200: list[GeneFacts], 401: Detail})
def genes(request: HttpRequest) -> list[GeneFacts]:
    """Every gene of a body; a vector is one of a muscle's directions, of length 1."""
    return gene_facts()


@router.post("generate", response={200: Genomes, 401: Detail, 422: Problems, 429: Detail, 503: Detail})
def generate(request: HttpRequest, wish: Wish) -> Genomes:
    """Random creatures, as generation 0 of a run with these settings would hold them."""
    config = RunConfig.parse(wish.config)
    seed = config.seed if wish.seed is None else wish.seed
    with seat():
        return newborn_genomes(config, wish.count, seed)


@router.post("evolve", response={200: Offspring, 401: Detail, 422: Problems, 429: Detail, 503: Detail})
def evolve(request: HttpRequest, given: Parents) -> Offspring:
    """Select, cross over and mutate: one step of evolution on creatures that were scored elsewhere."""
    if len(given.fitness) != len(given.genomes):
        raise ConfigError([Problem("fitness", f"must hold {len(given.genomes)} numbers, one a genome")])
    config = RunConfig.parse(given.config | {"population": len(given.genomes)})
    with seat():
        return next_generation(given, config)


def gene_facts() -> list[GeneFacts]:
    """All that people are told about genes."""
    parts: list[tuple[Literal["creature", "position", "node", "muscle", "vector"], Mapping[str, Bound]]] = [
        ("creature", CREATURE),
        ("position", POSITION),
        ("node", NODE),
        ("muscle", MUSCLE),
        ("vector", VECTORS),
    ]
    return [GeneFacts(name=name, of=of, **bound._asdict()) for of, facts in parts for name, bound in facts.items()]


def newborn_genomes(config: RunConfig, count: int, seed: int) -> Genomes:
    from simulation.genome import genome_json  # noqa: PLC0415 - loads torch, which the pages never need
    from simulation.newborns import newborns  # noqa: PLC0415

    population = newborns(config, count, seed)
    return Genomes(genomes=[genome_json(population, row, config) for row in range(count)])


def next_generation(given: Parents, config: RunConfig) -> Offspring:
    import torch  # noqa: PLC0415 - the pages never need it

    from simulation.evolve import breed  # noqa: PLC0415
    from simulation.genome import genome_json, parse_genomes  # noqa: PLC0415
    from simulation.population import NO_PARENT, OPERATORS  # noqa: PLC0415

    population = parse_genomes(given.genomes, config)
    place = {creature_id: row for row, creature_id in enumerate(population.id.tolist())}
    bred = breed(config, population, torch.tensor(given.fitness), given.generation + 1)
    survives = [creature_id in place for creature_id in bred.id.tolist()]
    return Offspring(
        genomes=[genome_json(bred, row, config) for row in range(len(bred))],
        parents=[
            [place[own]] if stays else [place[parent] for parent in parents if parent != NO_PARENT]
            for own, parents, stays in zip(bred.id.tolist(), bred.parents.tolist(), survives, strict=True)
        ],
        operators=[
            "survivor" if stays else OPERATORS[operator]
            for operator, stays in zip(bred.operator.tolist(), survives, strict=True)
        ],
    )
