"""Breeding: from one scored generation to the next."""

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.population import NO_PARENT, OPERATORS, STRIDE, Population
from simulation.random import generator
from simulation.selection import SELECTION, n_survivors, standing
from simulation.threads import one_torch_thread
from simulation.variation.genotypes import Genotypes, packed, unpacked
from simulation.variation.innovations import Innovations
from simulation.variation.offspring import offspring

MUTATION, CROSSOVER = OPERATORS.index("mutation"), OPERATORS.index("crossover")


def breed(config: RunConfig, population: Population, fitness: Tensor, generation: int) -> Population:
    """The next generation: survivors first, from the best down, then offspring; as many as there were.

    Args:
        fitness: [P], the higher the better; −inf ranks below every number.
        generation: number of the generation that is bred, 1 or more.
    """
    if len(population) < 2 or fitness.shape != (len(population),):
        raise TypeError(f"needs 2 creatures or more and a fitness for each, not {len(population)} and {fitness.shape}")
    with one_torch_thread():
        rows = surviving(config, standing(fitness, population.id), generation)
        survivors, count = packed(population)[rows], len(population) - len(rows)
        who = {name: getattr(population, name)[rows] for name in ("id", "parents", "operator", "streak")}
        who["streak"] += 1
        pairs, crossed = couples(config, len(rows), count, generation)
        children = offspring(config, survivors, pairs, crossed, generation, Innovations.founding(config))
        born = births(who["id"][pairs], crossed, generation)
        who = {name: torch.cat([values, born[name]]) for name, values in who.items()}
        return unpacked(Genotypes.cat([survivors, children]), config, **who)


def surviving(config: RunConfig, order: Tensor, generation: int) -> Tensor:
    """Rows that pass into this generation, best first, given all rows of the generation before best first."""
    random = generator(config.seed, "survivors", generation)
    count = n_survivors(len(order), config.cull)
    return order[SELECTION[config.selection].survivors(len(order), count, config, random)]


def couples(config: RunConfig, survivors: int, count: int, generation: int) -> tuple[Tensor, Tensor]:
    """Parents of as many children, as places [count, 2] of survivors, and which of them [count] cross.

    Of two who cross, the fitter comes first; of others, the first is the only parent.
    """
    random = generator(config.seed, "mates", generation)
    pairs = SELECTION[config.selection].parents(survivors, count, config, random)
    crossed = torch.rand(count, generator=random) < config.crossover_rate
    crossed &= pairs[:, 0] != pairs[:, 1]  # a lone survivor has nobody to mate with
    return torch.where(crossed[:, None], pairs.sort(dim=1).values, pairs), crossed


def births(parents: Tensor, crossed: Tensor, generation: int) -> dict[str, Tensor]:
    """Who the children of these parents' ids [count, 2] are, as Population says it."""
    return {
        "id": generation * STRIDE + torch.arange(len(parents)),
        "parents": torch.stack([parents[:, 0], torch.where(crossed, parents[:, 1], NO_PARENT)], dim=1),
        "operator": torch.where(crossed, CROSSOVER, MUTATION).to(torch.int8),
        "streak": torch.zeros(len(parents), dtype=torch.int32),
    }
