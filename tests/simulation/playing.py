"""The reference, played straight: every layout with every creature, in one piece and in any dtype."""

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.episode import Episodes, mean_over_layouts, rollout
from simulation.layouts import Layouts
from simulation.population import Population


def evaluate(population: Population, config: RunConfig, layouts: Layouts, record: Tensor | None = None) -> Episodes:
    """Play every layout with every creature.

    Args:
        record: [B] bool, who is filmed in the first layout.
    """
    count = layouts.count if config.has_layouts else 1
    with torch.inference_mode():
        played = [rollout(population, config, layouts, index, None if index else record) for index in range(count)]
    return mean_over_layouts(played)
