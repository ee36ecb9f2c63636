"""MAP-Elites: the best of every kind of behaviour survives (Mouret & Clune 2015, Illuminating Search Spaces by Mapping
Elites).

The map is kept in the population itself: the elite of every cell passes into the next generation, and everybody else
makes room for their offspring (ADR 011).
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.selection.standing import score_of, standing

FAST = 1.0  # m/s; whoever gets farther in a straight line belongs to the last cells


@dataclass(frozen=True)
class Dimension:
    """A side of the map."""

    name: str
    low: float
    high: float
    measured: Callable[[Checkpoint], Tensor]  # [P]

    def cells(self, saved: Checkpoint, count: int) -> Tensor:
        """[P] int64 the cell of every creature along this side, 0 to count − 1; those beyond the ends included."""
        share = (self.measured(saved) - self.low) / (self.high - self.low)
        return (share * count).long().clamp(0, count - 1)


def distance(saved: Checkpoint) -> Tensor:
    """[P] m between where the centre of mass was when measuring started and where it is at the end."""
    x, z = saved.scores.behaviour.double().T
    return torch.hypot(x, z)


def muscles(saved: Checkpoint) -> Tensor:
    """[P] in the body."""
    return saved.population.muscle_mask.sum(1).double()


def dimensions(config: RunConfig) -> tuple[Dimension, Dimension]:
    """The sides of the map: how far a creature gets, in whatever direction, and how many muscles it takes."""
    return (
        Dimension("Distance from the start (m)", 0.0, FAST * config.seconds, distance),
        Dimension("Muscles", float(config.min_muscles), config.max_muscles + 1.0, muscles),
    )


def cells_of(config: RunConfig, saved: Checkpoint) -> Tensor:
    """[P, 2] int64 the cell of every creature."""
    return torch.stack([side.cells(saved, config.map_cells) for side in dimensions(config)], 1)


def elite_score(config: RunConfig, saved: Checkpoint) -> Tensor:
    """[P] the score of those who are the best of their cell on their island, −inf of all others."""
    score, cells = score_of(saved.scores), cells_of(config, saved)
    key = (saved.memory.island.long() * config.map_cells + cells[:, 0]) * config.map_cells + cells[:, 1]
    order = standing(score, saved.population.id)
    by_cell = order[torch.argsort(key[order], stable=True)]  # cell by cell, the best of each first
    elite = torch.ones(len(key), dtype=torch.bool)
    elite[1:] = key[by_cell][1:] != key[by_cell][:-1]
    worth = torch.full_like(score, -torch.inf)
    worth[by_cell[elite]] = score[by_cell[elite]]
    return worth


def all_elites(worth: Tensor, size: int, config: RunConfig) -> int:
    """Every elite survives; where all are disqualified, one creature."""
    return min(max(int(worth.isfinite().sum()), 1), size - 1)
