"""Held-out trials: one creature in layouts that selection never saw, as so many copies of itself in one batch."""

from dataclasses import replace

import torch

from simulation.batch import simulate_batch
from simulation.champions import HELD_OUT
from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.layouts import held_out_layouts
from simulation.population import Population


def in_held_out(creature: Population, config: RunConfig, count: int = HELD_OUT, *, record: bool = False) -> Episodes:
    """Return the episodes [count] of a creature, a population of one, in so many held-out layouts from the first on.

    Args:
        record: whether all are filmed.
    """
    copies = replace(creature[torch.zeros(count, dtype=torch.int64)], id=torch.arange(count))
    filmed = torch.ones(count, dtype=torch.bool) if record else None
    return simulate_batch(copies, config, held_out_layouts(config), filmed)
