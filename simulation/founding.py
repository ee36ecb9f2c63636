"""Founding: a first generation of given creatures instead of random ones.

Founders are kept as genomes of the public format, JSON, one a line and the best first, packed with zstd: so they depend
on no other run, and can come from anywhere. The first generation holds them as they are; where they are fewer than the
population, their offspring fill it up.
"""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import torch
import zstandard
from torch import Tensor

from simulation import checkpoint as checkpoints
from simulation.breeding import Bred, births, couples, numbered
from simulation.config import RunConfig
from simulation.errors import ConfigError, GenomeError, Problem
from simulation.founders_fit import Fit
from simulation.genome import MOST_BYTES, genome_json, parse_genomes
from simulation.neurons import HIDDEN, founding_keys, founding_numbers
from simulation.population import OPERATORS, NeatBrain, Population, n_inputs
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


def founders_of(data: bytes, parent: RunConfig, config: RunConfig) -> bytes:
    """The creatures of a checkpoint's generation as founders of a run with other settings: the best, as many as it has.

    Raises:
        CheckpointError: the bytes are no checkpoint of the parent's settings.
        ConfigError: the settings have no room for them; it names the settings.
    """
    with one_torch_thread():
        saved = checkpoints.decode(data, parent)
        best = standing_of(saved.scores, saved.population.id)[: min(config.population, MOST_FOUNDERS)]
        fit, packed_lines = Fit(config, parent), io.BytesIO()
        with zstandard.ZstdCompressor(level=LEVEL).stream_writer(packed_lines, closefd=False) as lines:
            for row in best.tolist():
                genome = genome_json(saved.population, row, parent)
                fit.look(genome)
                lines.write(json.dumps(genome).encode() + b"\n")
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


def renumbered(brain: NeatBrain, ends: Tensor, config: RunConfig) -> NeatBrain:
    """Nets whose genes have numbers that are right under these settings.

    Links from inputs to outputs have the numbers that every run of these settings gives them. All others, and hidden
    neurons, keep theirs, or are moved on by as much, all alike, as puts them behind those: what was the same gene still
    is. Nets of a run with the same settings stay as they are.
    """
    inputs, hidden, first = n_inputs(config), config.neat_max_hidden, len(founding_keys(config)) + 1
    later, grown = brain.innovation > 0, brain.neuron > 0
    later[:, :inputs, hidden:] = False
    numbers = torch.cat([brain.innovation[later].long(), brain.neuron[grown] - HIDDEN])
    move = max(first - int(numbers.min()), 0) if len(numbers) else 0
    innovation = torch.where(later, brain.innovation + move, brain.innovation)
    own = innovation[:, :inputs, hidden:]
    own.copy_(torch.where(own > 0, founding_numbers(ends, config), 0))
    return replace(brain, innovation=innovation, neuron=brain.neuron + move * grown)
