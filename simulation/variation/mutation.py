"""Mutation of the genes of bodies: each changes by chance, by up to a share of its range."""

from dataclasses import replace
from typing import Any

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.genes import CREATURE_GENES, MUSCLE_GENES, NODE_GENES, POSITION, UNIT_VECTORS, Gene
from simulation.population import Population
from simulation.variation.slots import cleared


def mutate_body(creatures: Population, config: RunConfig, random: Generator) -> Population:
    """Bodies whose genes each moved with chance `mutation_rate`, evenly by ± `mutation_magnitude` of their range."""

    def moved(values: Tensor, gene: Gene) -> Tensor:
        return bounded(values + change(values, gene, config, random), gene)

    axes = zip(creatures.position.unbind(-1), POSITION.values(), strict=True)
    new: dict[str, Any] = {"position": torch.stack([moved(values, gene) for values, gene in axes], dim=-1)}
    new |= {name: moved(getattr(creatures, name), gene) for name, gene in NODE_GENES.items()}
    new = {name: cleared(values, creatures.node_mask) for name, values in new.items()}
    muscles = {name: moved(getattr(creatures, name), gene) for name, gene in MUSCLE_GENES.items()}
    muscles |= {name: turned(getattr(creatures, name), config, random) for name in UNIT_VECTORS}
    new |= {name: cleared(values, creatures.muscle_mask) for name, values in muscles.items()}
    new |= {name: moved(getattr(creatures, name), gene) for name, gene in CREATURE_GENES.items()}
    return replace(creatures, **new)


def change(values: Tensor, gene: Gene, config: RunConfig, random: Generator) -> Tensor:
    """What is added to each value: 0 for most."""
    reach = config.mutation_magnitude * gene.step * (gene.born_high - gene.born_low)
    drawn = torch.rand(values.shape, generator=random) < config.mutation_rate
    share = torch.rand(values.shape, generator=random, dtype=values.dtype) * 2 - 1
    return torch.where(drawn, share * reach, 0.0)


def bounded(values: Tensor, gene: Gene) -> Tensor:
    """Values within the bounds of their gene."""
    return wrapped(values, gene) if gene.wraps else values.clamp(gene.low, gene.high)


def wrapped(values: Tensor, gene: Gene) -> Tensor:
    """Values of a gene that wraps, brought back into its range."""
    turned = gene.low + torch.remainder(values - gene.low, gene.high - gene.low)
    return torch.where(turned < gene.high, turned, gene.low)  # the remainder of a tiny negative rounds to the whole


def turned(vectors: Tensor, config: RunConfig, random: Generator) -> Tensor:
    """Unit vectors whose components changed, made unit vectors again; one that nearly vanished stays as it was."""
    step = change(vectors, Gene(-1.0, 1.0, -1.0, 1.0), config, random)
    moved = vectors + step
    length = moved.norm(dim=-1, keepdim=True)
    return torch.where((step != 0).any(-1, keepdim=True) & (length > 1e-3), moved / length, vectors)
