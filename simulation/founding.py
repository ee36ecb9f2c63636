"""Founding: a first generation of given creatures instead of random ones.

Founders are kept as genomes of the public format, JSON, one a line and the best first, packed with zstd: so they depend
on no other run, and can come from anywhere. The first generation holds them as they are; where they are fewer than the
population, their offspring fill it up, bred as the settings say: parents are drawn as selection draws them among
survivors, the first founder counting as the best. So a single founder has mutated copies.
"""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import torch
import zstandard

from simulation import checkpoint as checkpoints
from simulation.breeding import Bred, births, couples, numbered
from simulation.config import RunConfig
from simulation.errors import ConfigError, GenomeError, Problem
from simulation.founders_fit import Fit
from simulation.founders_numbers import renumbered
from simulation.genome import MOST_BYTES, genome_json, parse_genomes
from simulation.population import OPERATORS, NeatBrain, Population
from simulation.selection import Brood
from simulation.selection.remembering import memory_at_birth
from simulation.selection.standing import standing_of
from simulation.threads import one_torch_thread
from simulation.variation.genotypes import Genotypes, packed, unpacked
from simulation.variation.innovations import Innovations
from simulation.variation.offspring import offspring

MOST_FOUNDERS = 5_000
LEVEL = 3  # of zstd
TOGETHER = 500  # genomes read at once

Founder = tuple[Any, RunConfig]
"""A genome of the public format, and the settings under which it came to be."""


def founders_of(data: bytes, parent: RunConfig, config: RunConfig) -> bytes:
    """The creatures of a checkpoint's generation as founders of a run with other settings: the best, as many as it has.

    Raises:
        CheckpointError: the bytes are no checkpoint of the parent's settings.
        ConfigError: the settings have no room for them; it names the settings.
    """
    with one_torch_thread():
        saved = checkpoints.decode(data, parent)
        best = standing_of(saved.scores, saved.population.id)[: min(config.population, MOST_FOUNDERS)]
        return packed_founders(((genome_json(saved.population, row, parent), parent) for row in best.tolist()), config)


def founders_given(given: Sequence[Founder], config: RunConfig) -> bytes:
    """Creatures that somebody chose, of any origin, as founders of a run: all of them, in this order.

    Raises:
        ConfigError: the settings have no room for them; it names the settings.
        GenomeError: one is no creature under the settings of the run.
    """
    if len(given) > config.population:
        raise ConfigError([Problem("population", f"must be at least {len(given)}: so many creatures begin the run")])
    data = packed_founders(given, config)
    with one_torch_thread():
        parse_genomes([genome for genome, _ in given], config)
    return data


def changes_for(given: Sequence[Founder], config: RunConfig) -> dict[str, Any]:
    """Settings to change so that a run can begin with these creatures: nets are as under the first one's settings."""
    fit = Fit(config)
    for genome, origin in given:
        fit.look(genome, origin)
    room = {"population": len(given)} if len(given) > config.population else {}
    return room | fit.changes(given[0][1])


def packed_founders(given: Iterable[Founder], config: RunConfig) -> bytes:
    """Founders as bytes.

    Raises:
        ConfigError: the settings have no room for them; it names the settings.
        GenomeError: a genome that is too long.
    """
    fit, packed_lines = Fit(config), io.BytesIO()
    with zstandard.ZstdCompressor(level=LEVEL).stream_writer(packed_lines, closefd=False) as lines:
        for place, (genome, origin) in enumerate(given):
            fit.look(genome, origin)
            line = json.dumps(genome).encode() + b"\n"
            if len(line) > MOST_BYTES:
                raise GenomeError([Problem(f"[{place}]", f"must be at most {MOST_BYTES // 2**20} MB of JSON")])
            lines.write(line)
    if problems := fit.problems():
        raise ConfigError(problems)
    return packed_lines.getvalue()


def founded(config: RunConfig, data: bytes) -> Bred:
    """Generation 0 of a run that begins with founders.

    Raises:
        GenomeError: the bytes hold no creatures of these settings.
    """
    founders = founders_in(data, config)
    island = (torch.arange(config.population) % config.islands).to(torch.int16)  # the best are spread over all
    memory = replace(memory_at_birth(config, config.population), island=island)
    if isinstance(founders.brain, NeatBrain):
        brain = renumbered(founders.brain, founders.ends, config)
        founders, memory = (
            replace(founders, brain=brain),
            replace(memory, innovations=numbered(founders, brain, config)),
        )
    missing = config.population - len(founders)
    if missing == 0:
        return Bred(founders, memory)
    innovations, parents = Innovations(memory.innovations), packed(founders)
    pairs, crossed = couples(config, [Brood(torch.arange(len(founders)), missing, 0)], generation=0)
    children = offspring(config, parents, pairs, crossed, 0, innovations)
    born = births(founders.id, pairs, crossed, founders.id[:0], 0)
    born["id"] += len(founders)
    who = {name: torch.cat([getattr(founders, name), values]) for name, values in born.items()}
    population = unpacked(Genotypes.cat([parents, children]), config, **who)
    return Bred(population, replace(memory, innovations=innovations.keys))


def founders_in(data: bytes, config: RunConfig) -> Population:
    """The packed founders as creatures, the best first, at most as many as the population; ids count from 0-0."""
    lines = genomes_in(data, config.population)
    parts = []
    while some := list(islice(lines, TOGETHER)):
        parts.append(parse_genomes(some, config))
    if not parts:
        raise GenomeError([Problem("founders", "must be at least one")])
    founders = Population.cat(parts)
    imported = torch.full((len(founders),), OPERATORS.index("import"), dtype=torch.int8)
    return replace(founders, id=torch.arange(len(founders)), operator=imported)


def genomes_in(data: bytes, most: int) -> Iterator[Any]:
    """The first of the genomes that the bytes hold, as JSON; not yet checked."""
    try:
        with zstandard.ZstdDecompressor().stream_reader(data) as raw, io.BufferedReader(raw) as lines:
            for _ in range(most):
                if not (line := lines.readline(MOST_BYTES)):
                    return
                yield json.loads(line)
    except (zstandard.ZstdError, ValueError, RecursionError) as error:
        raise GenomeError([Problem("founders", f"cannot be read: {error}")]) from error
