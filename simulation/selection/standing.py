"""Standing: who is better than whom, and how many of them pass into the next generation."""

import torch
from torch import Tensor

from simulation.episode import Episodes


def standing(worth: Tensor, creature_id: Tensor) -> Tensor:
    """Rows [P] best first; of equal worth the elder creature, that is the smaller id, is first."""
    by_age = torch.argsort(creature_id)
    return by_age[torch.argsort(worth[by_age], descending=True, stable=True)]


def score_of(scores: Episodes) -> Tensor:
    """[P] fitness, −inf for the disqualified, whose score of 0 may be more than an honest creature's."""
    return scores.fitness.masked_fill(scores.disqualified > 0, -torch.inf)


def standing_of(scores: Episodes, creature_id: Tensor) -> Tensor:
    """Rows [P] best first, the disqualified last."""
    return standing(score_of(scores), creature_id)


def n_survivors(population: int, cull: float) -> int:
    """Creatures that pass into the next generation: what the cull leaves, but at least one, and at least one born."""
    return min(max(round(population * (1 - cull)), 1), population - 1)


def in_play(scores: Episodes) -> Tensor:
    """Fitness of those who were not disqualified, whose zeros are no measurements; there may be nobody."""
    return scores.fitness[scores.disqualified == 0]


def merit(scores: Episodes) -> Tensor:
    """[P] fitness; the disqualified have that of the worst in play, or 0 where nobody is."""
    playing = in_play(scores)
    worst = playing.min() if len(playing) else torch.zeros(())
    return torch.where(scores.disqualified > 0, worst, scores.fitness)
