"""Bodies that do nothing, and the ways in which one may be born to score all the same."""

from dataclasses import replace

import torch

from simulation.genes import MUSCLE_GENES
from simulation.newborns import newborns

BODIES = 64


def limp(config, count=BODIES):
    """Newborns whose muscles never do anything: no swing, and a net whose outputs are all 0."""
    born = newborns(config, count, seed=7)
    brain = born.brain and born.brain.map(torch.zeros_like)
    return replace(born, amplitude=torch.zeros_like(born.amplitude), brain=brain)


def stretched(born):
    """Muscles a third as long as they are at birth."""
    return replace(born, rest_length=(born.rest_length / 3).clamp(min=0.2) * born.muscle_mask)


def born_high(born):
    return replace(born, position=born.position + torch.tensor([0.0, 15.0, 0.0]) * born.node_mask[..., None])


def tall(born):
    return replace(born, position=born.position * torch.tensor([1.0, 3.0, 1.0]))


def vibrating(born):
    """Muscles that tremble as little and as fast as genes let them."""
    gene, fastest = MUSCLE_GENES["amplitude"], MUSCLE_GENES["frequency"].high
    return replace(
        born,
        amplitude=gene.low * born.muscle_mask,
        frequency=fastest * born.muscle_mask,
        frequency_multiplier=torch.full_like(born.frequency_multiplier, 1.2),
    )


TRICKS = {
    "limp": lambda born: born,
    "stretched": stretched,
    "high": born_high,
    "tall": tall,
    "stretched, high and tall": lambda born: stretched(born_high(tall(born))),
}
