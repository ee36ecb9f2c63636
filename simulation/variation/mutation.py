"""Mutation of genes: each changes by chance; of bodies by up to a share of its range, of nets by a Gaussian step."""

from dataclasses import replace

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.variation.genotypes import MUSCLES, NODES, TRAITS, VECTORS, Columns, Genotypes
from simulation.variation.slots import cleared
from simulation.variation.weights import weight_magnitude

SHORTEST = 1e-3  # length of a vector that still has a direction


def mutate_body(creatures: Genotypes, config: RunConfig, random: Generator) -> Genotypes:
    """Bodies whose genes each moved with chance `mutation_rate`, evenly by ± `mutation_magnitude` of their range."""
    muscles = turned(creatures.muscles, moved(creatures.muscles, MUSCLES, config, random))
    return replace(
        creatures,
        traits=moved(creatures.traits, TRAITS, config, random),
        nodes=cleared(moved(creatures.nodes, NODES, config, random), creatures.node_mask),
        muscles=cleared(muscles, creatures.muscle_mask),
    )


def moved(values: Tensor, columns: Columns, config: RunConfig, random: Generator) -> Tensor:
    """Values [..., G], most of them as they were, the others a step away within their bounds."""
    rate = config.mutation_rate
    middle = 1 - rate / 2  # of the numbers that stand for a step; threshold costs a tenth of a comparison and a choice
    draw = torch.threshold(torch.rand(values.shape, generator=random), 1 - rate, middle).sub_(middle)
    step = draw.mul_(2 / max(rate, 1e-9) * config.mutation_magnitude * columns.step)
    return columns.bounded(step.add_(values))


def turned(before: Tensor, after: Tensor) -> Tensor:
    """Muscles [..., G] whose unit vectors, where they are not as before, have length one again, in place.

    One that nearly vanished is as it was.
    """
    # the axes first: sums and choices over three neighbours in memory are slow
    old, new = (
        torch.unflatten(muscles[..., VECTORS:], -1, (-1, 3)).movedim(-1, 0).contiguous() for muscles in (before, after)
    )
    x, y, z = old != new
    length = new.square().sum(0).sqrt_()
    chosen = ((x | y | z) & (length > SHORTEST)).to(new.dtype)
    # by 0 and 1, lerp chooses to the bit, and several times as fast as where
    vectors = torch.lerp(old, new.div_(length.clamp_(min=SHORTEST)), chosen)
    after[..., VECTORS:] = vectors.movedim(0, -1).flatten(-2)
    return after


def mutate_weights(creatures: Genotypes, config: RunConfig, generation: int, random: Generator) -> Genotypes:
    """The creatures given, each weight and bias of their nets changed with chance `weight_rate`."""
    if creatures.nets is not None:
        creatures.nets.mutate_weights(creatures.frame, config, weight_magnitude(config, generation), random)
    return creatures
