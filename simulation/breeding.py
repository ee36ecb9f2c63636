"""Breeding: from one scored generation to the next."""

from dataclasses import replace

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.population import NO_PARENT, OPERATORS, STRIDE, Population
from simulation.random import generator
from simulation.selection import SELECTION, n_survivors, standing
from simulation.threads import one_torch_thread
from simulation.variation.crossover import cross
from simulation.variation.genotypes import packed, unpacked
from simulation.variation.mutation import mutate_body
from simulation.variation.structure import mutate_structure
from simulation.variation.weights import mutate_weights

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
        survivors = population[surviving(config, standing(fitness, population.id), generation)]
        children = offspring(config, survivors, len(population) - len(survivors), generation)
        return Population.cat([replace(survivors, streak=survivors.streak + 1), children])


def surviving(config: RunConfig, order: Tensor, generation: int) -> Tensor:
    """Rows that pass into this generation, best first, given all rows of the generation before best first."""
    random = generator(config.seed, "survivors", generation)
    count = n_survivors(len(order), config.cull)
    return order[SELECTION[config.selection].survivors(len(order), count, config, random)]


def offspring(config: RunConfig, survivors: Population, count: int, generation: int) -> Population:
    """Children [count] of the survivors, who are given best first."""
    random = {purpose: generator(config.seed, purpose, generation) for purpose in ("mates", "cross", "body", "weights")}
    pairs = SELECTION[config.selection].parents(len(survivors), count, config, random["mates"])
    crossed = torch.rand(count, generator=random["mates"]) < config.crossover_rate
    crossed &= pairs[:, 0] != pairs[:, 1]  # a lone survivor has nobody to mate with
    pairs = torch.where(crossed[:, None], pairs.sort(dim=1).values, pairs)  # of two, the fitter comes first

    genotypes = packed(survivors)
    children, rows = genotypes[pairs[:, 0]], crossed.nonzero()[:, 0]
    children.write(rows, cross(children[rows], genotypes[pairs[rows, 1]], config, random["cross"]))
    children = mutate_body(children, config, random["body"])
    children = mutate_structure(children, config, random["body"])
    children = mutate_weights(children, config, generation, random["weights"])
    parents = survivors.id[pairs]
    return unpacked(
        children,
        config,
        id=generation * STRIDE + torch.arange(count),
        parents=torch.stack([parents[:, 0], torch.where(crossed, parents[:, 1], NO_PARENT)], dim=1),
        operator=torch.where(crossed, CROSSOVER, MUTATION).to(torch.int8),
        streak=torch.zeros(count, dtype=torch.int32),
    )
