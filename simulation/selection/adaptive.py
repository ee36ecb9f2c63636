"""Adaptive mutation: when scores stop improving, mutation grows, until they improve again."""

import torch
from torch import Tensor

from simulation.config import RunConfig

TRIMMED = 10  # one in so many means is left out at either end, for luck


def adapted(means: Tensor, boost: float, config: RunConfig) -> tuple[Tensor, float]:
    """What is kept of the mean scores [≤ 2 · window] of recent generations, and the boost of mutation from now on.

    Once there are two windows of them, the trimmed mean of the later is held against that of the earlier: where it is
    not better by more than the threshold, mutation is boosted (again); where it is, the boost ends. Then a new window
    begins, so that a boost has time to show what it does.
    """
    window = config.adaptive_window
    if len(means) < 2 * window:
        return means, boost
    earlier, later = trimmed_mean(means[:window]), trimmed_mean(means[window:])
    improved = later - earlier > config.adaptive_threshold / 100 * abs(earlier)
    return means[window:], 1.0 if improved else min(boost * config.adaptive_boost, config.adaptive_most)


def trimmed_mean(values: Tensor) -> float:
    """Mean without the highest and the lowest tenth."""
    cut = len(values) // TRIMMED
    return float(torch.sort(values).values[cut : len(values) - cut].mean())
