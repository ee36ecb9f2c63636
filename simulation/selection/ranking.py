"""Ranking: the best survive, and breed more often the better they are (or all alike)."""

import torch
from torch import Generator, Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.selection.standing import n_survivors, score_of


def score(config: RunConfig, saved: Checkpoint) -> Tensor:
    """Creatures compete in what they scored."""
    return score_of(saved.scores)


def what_the_cull_leaves(worth: Tensor, size: int, config: RunConfig) -> int:
    """So many survive, of those that there are."""
    return min(n_survivors(size, config.cull), len(worth))


def the_best(competitors: int, count: int, config: RunConfig, random: Generator) -> Tensor:
    """Truncation: the best `count` survive."""
    return torch.arange(count)


def linear_ranking(survivors: int, count: int, pressure: float, random: Generator) -> Tensor:
    """Pairs [count, 2] of parents, drawn with chances that fall linearly from the best to the worst.

    The best is drawn `pressure` times as often as an average survivor, the worst 2 − pressure times (Baker 1985,
    Adaptive Selection Methods for Genetic Algorithms). The second parent is drawn among all but the first.
    """
    place = torch.arange(survivors, dtype=torch.float64)
    chance = (pressure - 2 * (pressure - 1) * place / max(survivors - 1, 1)) / survivors
    upper = chance.cumsum(0)
    first = _drawn(torch.rand(count, generator=random, dtype=torch.float64) * upper[-1], upper)
    spin = torch.rand(count, generator=random, dtype=torch.float64) * (upper[-1] - chance[first])
    second = _drawn(torch.where(spin < upper[first] - chance[first], spin, spin + chance[first]), upper)
    neighbour = (first + 1) % survivors  # where rounding leads back to the first
    return torch.stack([first, torch.where(second == first, neighbour, second)], dim=1)


def _drawn(spin: Tensor, upper: Tensor) -> Tensor:
    """The place into whose share of the wheel each spin falls."""
    return torch.searchsorted(upper, spin, right=True).clamp(max=len(upper) - 1)


def by_rank(survivors: int, count: int, config: RunConfig, random: Generator) -> Tensor:
    """Parents by linear ranking with the pressure set."""
    return linear_ranking(survivors, count, config.rank_pressure, random)


def at_random(survivors: int, count: int, config: RunConfig, random: Generator) -> Tensor:
    """Parents drawn evenly among the survivors."""
    return linear_ranking(survivors, count, 1.0, random)
