"""Genome JSON: creatures as the public format says, read as a population and written from one."""

import json
from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.errors import GenomeError, Problem
from simulation.gene_facts import CREATURE, FORMAT, MUSCLE, NODE
from simulation.genes import UNIT_VECTORS
from simulation.genome_brains import BRAIN_FORMATS
from simulation.genome_reader import Reader, another_format
from simulation.population import NO_PARENT, OPERATORS, Population

MOST_BYTES = 2**20  # of one genome's JSON
MOST_BYTES_TOGETHER = 64 * 2**20
MOST_GENOMES = 100_000
MOST_PROBLEMS = 100  # listed; nobody reads more


def genome_json(population: Population, row: int, config: RunConfig) -> dict[str, Any]:
    """One creature of a population in the public format."""
    creature = population[row : row + 1].map(lambda tensor: tensor[0].cpu())
    nodes, muscles = int(creature.node_mask.sum()), int(creature.muscle_mask.sum())
    body = {name: getattr(creature, name).tolist() for name in (*NODE, "position", *MUSCLE, *UNIT_VECTORS, "ends")}
    return {
        "format": FORMAT,
        **{name: float(getattr(creature, name)) for name in CREATURE},
        "nodes": [{name: body[name][i] for name in ("position", *NODE)} for i in range(nodes)],
        "muscles": [{name: body[name][i] for name in ("ends", *MUSCLE, *UNIT_VECTORS)} for i in range(muscles)],
        "brain": BRAIN_FORMATS[config.brain].write(creature.brain, muscles, config),
    }


def read_genomes(text: bytes, config: RunConfig, dtype: torch.dtype = torch.float32) -> Population:
    """The population of a JSON text: of one genome, a list, or {"genomes": […]}; raises as `parse_genomes` does."""
    if len(text) > MOST_BYTES_TOGETHER:
        raise GenomeError([Problem("", f"must be at most {MOST_BYTES_TOGETHER // 2**20} MB of JSON")])
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GenomeError([Problem("", f"must be JSON: {error}")]) from error
    genomes = listed(data)
    if isinstance(genomes, list) and len(text) > MOST_BYTES * max(1, len(genomes)):
        raise GenomeError([Problem("", f"must be at most {MOST_BYTES // 2**20} MB a genome")])
    return parse_genomes(genomes, config, dtype)


def listed(data: object) -> object:
    """The genomes of a file as a list: a list is one, an object holds one under `genomes` or is a genome itself."""
    if not isinstance(data, dict):
        return data
    return data["genomes"] if isinstance(data.get("genomes"), list) else [data]


def parse_genomes(data: object, config: RunConfig, dtype: torch.dtype = torch.float32) -> Population:
    """The population that a list of genomes, read from JSON, describes; ids count from 0-0.

    Raises:
        GenomeError: with every problem, up to MOST_PROBLEMS, each with its path and bound.
    """
    reader = Reader(config)
    genomes = reader.items(data, "", 1, MOST_GENOMES, "genome")
    if problems := reader.problems or problems_of(enumerate(genomes), config):
        raise GenomeError(problems)
    return _population(genomes, config, dtype)


def problems_of(genomes: Iterable[tuple[int, Any]], config: RunConfig) -> list[Problem]:
    """What is wrong with genomes, up to MOST_PROBLEMS; each stands in a list at its place.

    Of those of another format one line tells.
    """
    reader = Reader(config)
    others: list[tuple[int, str]] = []
    for place, genome in genomes:
        if why := another_format(genome):
            others.append((place, why))
            continue
        reader.genome(genome, f"[{place}]")
        if len(reader.problems) >= MOST_PROBLEMS:
            break
    return [*told_together(others), *reader.problems][:MOST_PROBLEMS]


def told_together(others: list[tuple[int, str]]) -> list[Problem]:
    """One problem for all genomes of another format, given by place and by what tells it; none where there are none."""
    if not others:
        return []
    place, why = others[0]
    more = f"; so are {len(others) - 1} more" if len(others) > 1 else ""
    return [Problem(f"[{place}]", f"this is another format: {why}{more}")]


def _population(genomes: list[dict[str, Any]], config: RunConfig, dtype: torch.dtype) -> Population:
    count, nodes, muscles = len(genomes), config.max_nodes, config.max_muscles
    each_node, each_muscle = [g["nodes"] for g in genomes], [g["muscles"] for g in genomes]

    def slots(rows: list[list[Any]], most: int, *, of: torch.dtype = dtype, shape: tuple[int, ...] = ()) -> Tensor:
        tensor = torch.zeros(count, most, *shape, dtype=of)
        for row, values in zip(tensor, rows, strict=True):
            row[: len(values)] = torch.tensor(values, dtype=of)
        return tensor

    def genes(name: str, parts: list[list[dict[str, Any]]], most: int, **kind: Any) -> Tensor:
        return slots([[part[name] for part in body] for body in parts], most, **kind)

    return Population(
        id=torch.arange(count),
        parents=torch.full((count, 2), NO_PARENT),
        operator=torch.full((count,), OPERATORS.index("random"), dtype=torch.int8),
        streak=torch.zeros(count, dtype=torch.int32),
        **{name: torch.tensor([genome[name] for genome in genomes], dtype=dtype) for name in CREATURE},
        node_mask=slots([[True] * len(body) for body in each_node], nodes, of=torch.bool),
        position=genes("position", each_node, nodes, shape=(3,)),
        **{name: genes(name, each_node, nodes) for name in NODE},
        muscle_mask=slots([[True] * len(body) for body in each_muscle], muscles, of=torch.bool),
        ends=genes("ends", each_muscle, muscles, of=torch.int64, shape=(2,)),
        **{name: genes(name, each_muscle, muscles) for name in MUSCLE},
        **{name: genes(name, each_muscle, muscles, shape=(3,)) for name in UNIT_VECTORS},
        brain=BRAIN_FORMATS[config.brain].read([genome["brain"] for genome in genomes], config, dtype),
    )
