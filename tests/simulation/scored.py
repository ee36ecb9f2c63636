"""Scored generations by hand, for tests of selection."""

import torch

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.newborns import newborns
from simulation.physics.step import LEFT
from simulation.selection.remembering import memory_at_birth


def scored(config: RunConfig, fitness, behaviour=None, disqualified=(), generation: int = 0) -> Checkpoint:
    """A generation of newborns with these scores; the disqualified, who left the arena, are given by row."""
    count = len(fitness)
    faults = torch.zeros(count, dtype=torch.int8)
    faults[list(disqualified)] = LEFT
    return Checkpoint(
        generation=generation,
        population=newborns(config, count, seed=0, generation=generation),
        scores=Episodes(
            fitness=torch.as_tensor(fitness, dtype=torch.float32),
            parts={},
            targets_reached=torch.zeros(count, dtype=torch.int64),
            disqualified=faults,
            behaviour=torch.zeros(count, 2) if behaviour is None else torch.as_tensor(behaviour, dtype=torch.float32),
        ),
        memory=memory_at_birth(config, count),
        held_out=torch.zeros(1),
    )
