"""Tournaments: a few creatures meet by chance, and the best of them wins."""

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig


def tournament_winners(population: int, count: int, config: RunConfig, random: Generator) -> Tensor:
    """The best survives by right; the other places go to winners of tournaments, nobody winning twice.

    All who have not yet won are dealt at random into tournaments of `tournament_size` (the last may be smaller), the
    best of each wins, and rounds follow until the places are filled: sampling without replacement, which leaves nobody
    out by chance (Sokolov & Whitley 2005, Unbiased Tournament Selection). Within the last round, tournaments are
    settled in the random order they were dealt in.
    """
    survivors = torch.zeros(1, dtype=torch.int64)
    waiting = torch.arange(1, population)
    while len(survivors) < count:
        dealt = waiting[torch.randperm(len(waiting), generator=random)]
        nobody = torch.full((-len(dealt) % config.tournament_size,), population)
        tables = torch.cat([dealt, nobody]).view(-1, config.tournament_size)
        winners = tables.min(dim=1).values[: count - len(survivors)]
        survivors = torch.cat([survivors, winners])
        waiting = waiting[~torch.isin(waiting, winners)]
    return survivors.sort().values


def by_tournament(survivors: int, count: int, config: RunConfig, random: Generator) -> Tensor:
    """Each parent is the best of `tournament_size` survivors drawn with replacement (Goldberg & Deb 1991)."""
    size = (count, config.tournament_size)
    first = torch.randint(survivors, size, generator=random).min(dim=1).values
    others = torch.randint(max(survivors - 1, 1), size, generator=random)
    others = (others + (others >= first[:, None])).clamp(max=survivors - 1)  # all but the first, if there are others
    return torch.stack([first, others.min(dim=1).values], dim=1)
