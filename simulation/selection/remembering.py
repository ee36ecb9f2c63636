"""Remembering: what evolution knows of a generation before and once it is scored."""

import torch

from simulation.config import RunConfig
from simulation.memory import Memory
from simulation.variation.innovations import Innovations


def memory_at_birth(config: RunConfig, count: int) -> Memory:
    """What is known of a first generation of so many creatures before it is scored."""
    innovations = Innovations.founding(config).keys if config.brain == "neat" else torch.zeros(0, 2, dtype=torch.int64)
    return Memory(innovations=innovations, island=torch.zeros(count, dtype=torch.int16))
