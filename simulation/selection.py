"""Selection: which creatures of a generation survive and which of the survivors breed.

Every method looks at standing alone: creatures are given best first, and places in that order (0 = the best) come
back. A score's scale or offset therefore never matters, and the best creature always survives.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig


@dataclass(frozen=True)
class Selection:
    """One way to choose; both functions return places in the order best first."""

    survivors: Callable[[int, int, RunConfig, Generator], Tensor]  # (population, count) → [count] rising, 0 among them
    parents: Callable[[int, int, RunConfig, Generator], Tensor]  # (survivors, count) → [count, 2] places of survivors


def n_survivors(population: int, cull: float) -> int:
    """Creatures that pass into the next generation: what the cull leaves, but at least one, and at least one born."""
    return min(max(round(population * (1 - cull)), 1), population - 1)


def standing(fitness: Tensor, creature_id: Tensor) -> Tensor:
    """Rows [P] best first; of equal scores the elder creature, that is the smaller id, is first."""
    by_age = torch.argsort(creature_id)
    return by_age[torch.argsort(fitness[by_age], descending=True, stable=True)]


def the_best(population: int, count: int, config: RunConfig, random: Generator) -> Tensor:
    """Truncation: the best `count` survive."""
    return torch.arange(count)


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


def by_tournament(survivors: int, count: int, config: RunConfig, random: Generator) -> Tensor:
    """Each parent is the best of `tournament_size` survivors drawn with replacement (Goldberg & Deb 1991)."""
    size = (count, config.tournament_size)
    first = torch.randint(survivors, size, generator=random).min(dim=1).values
    others = torch.randint(max(survivors - 1, 1), size, generator=random)
    others = (others + (others >= first[:, None])).clamp(max=survivors - 1)  # all but the first, if there are others
    return torch.stack([first, others.min(dim=1).values], dim=1)


SELECTION: dict[str, Selection] = {
    "rank": Selection(the_best, by_rank),
    "truncation": Selection(the_best, at_random),
    "tournament": Selection(tournament_winners, by_tournament),
}
