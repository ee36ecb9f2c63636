"""Pools: the parts of a population whose creatures compete and mate with each other."""

from dataclasses import dataclass

from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.selection.standing import standing


@dataclass(frozen=True)
class Pool:
    """Creatures that compete for a number of places in the next generation."""

    rows: Tensor  # [n] best first by worth
    size: int  # places in the next generation, of survivors and offspring together
    island: int  # where they live


def pools_of(config: RunConfig, saved: Checkpoint, worth: Tensor) -> list[Pool]:
    """The pools of a scored generation, given what each creature is worth [P]; the sizes sum up to P."""
    order = standing(worth, saved.population.id)
    return [Pool(order, len(order), island=0)]
