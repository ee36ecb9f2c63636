"""Mutation of the genes of bodies: each changes by chance, by up to a share of its range."""

from dataclasses import replace

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.variation.genotypes import MUSCLES, NODES, TRAITS, VECTORS, Columns, Genotypes
from simulation.variation.slots import cleared

SHORTEST = 1e-3  # length of a vector that still has a direction


def mutate_body(creatures: Genotypes, config: RunConfig, random: Generator) -> Genotypes:
    """Bodies whose genes each moved with chance `mutation_rate`, evenly by ± `mutation_magnitude` of their range."""
    muscles = moved(creatures.muscles, MUSCLES, config, random)
    muscles[..., VECTORS:] = turned(creatures.muscles[..., VECTORS:], muscles[..., VECTORS:])
    return replace(
        creatures,
        traits=moved(creatures.traits, TRAITS, config, random),
        nodes=cleared(moved(creatures.nodes, NODES, config, random), creatures.node_mask),
        muscles=cleared(muscles, creatures.muscle_mask),
    )


def moved(values: Tensor, columns: Columns, config: RunConfig, random: Generator) -> Tensor:
    """Values [..., G], most of them as they were, the others a step away within their bounds."""
    draw = torch.rand(values.shape, generator=random)
    drawn = draw < config.mutation_rate
    share = draw.mul_(2 / max(config.mutation_rate, 1e-9)).sub_(1)  # even in ±1 where it was drawn
    step = share.mul_(config.mutation_magnitude * columns.step).mul_(drawn)
    return columns.bounded(step.add_(values))


def turned(before: Tensor, after: Tensor) -> Tensor:
    """Unit vectors [..., 3·K] that changed made unit vectors again; one that nearly vanished stays as it was."""
    old, new = torch.unflatten(before, -1, (-1, 3)), torch.unflatten(after, -1, (-1, 3))
    return with_length_one(new, instead=old, where=(old != new).any(-1, keepdim=True)).flatten(-2)


def with_length_one(vectors: Tensor, instead: Tensor, where: Tensor) -> Tensor:
    """Directions of the vectors [..., 3]; elsewhere, and for those with hardly a direction, what is given instead."""
    length = vectors.square().sum(-1, keepdim=True).sqrt()
    return torch.where(where & (length > SHORTEST), vectors / length, instead)
