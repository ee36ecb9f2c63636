"""Fitness sharing: what creatures of like genomes score is divided among them (Goldberg & Richardson 1987, Genetic
Algorithms with Sharing for Multimodal Function Optimization)."""

import torch
from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.random import generator
from simulation.variation.distance import distances

SAMPLE = 1000  # of a larger population, so many drawn at random stand for all
AT_ONCE = 64  # creatures to whom all are compared; bounds memory


def shared(worth: Tensor, config: RunConfig, saved: Checkpoint) -> Tensor:
    """[P] what each has of its worth above the lowest, divided by its niche count; −inf stays."""
    return above_lowest(worth) / niche_count(config, saved)


def above_lowest(worth: Tensor) -> Tensor:
    """[P] float64, 0 for the lowest worth there is: shares are of what is no less than nothing. −inf stays."""
    there = worth.isfinite()
    return worth.double() - worth[there].min().double() if there.any() else worth.double()


def niche_count(config: RunConfig, saved: Checkpoint) -> Tensor:
    """[P] how many share with each creature: itself, and those on its island the more the nearer their genomes are.

    One at distance d counts 1 − d / radius. Of a population above SAMPLE, a random part counts for all.
    """
    population, island = saved.population, saved.memory.island
    count = len(population)
    random = generator(config.seed, "niches", saved.generation)
    sample = torch.arange(count) if count <= SAMPLE else torch.randperm(count, generator=random)[:SAMPLE]
    total = torch.zeros(count, dtype=torch.float64)
    for rows in torch.split(sample, AT_ONCE):
        total += (
            sharing(distances(population, population[rows], config), config)
            .masked_fill_((island[:, None] != island[rows]) | (torch.arange(count)[:, None] == rows), 0)
            .sum(1)
        )
    others = torch.full((count,), float(len(sample)), dtype=torch.float64)
    others[sample] -= 1
    return 1 + total * (count - 1) / others.clamp(min=1)


def sharing(distance: Tensor, config: RunConfig) -> Tensor:
    """How much two at a distance share, 1 (all alike) to 0 (the radius or farther apart)."""
    return (1 - distance.double() / config.sharing_radius).clamp_(min=0)
