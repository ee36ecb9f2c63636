"""Judge: who of a scored generation passes into the next and who has offspring; decided once per generation."""

from dataclasses import dataclass

import torch
from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.random import generator
from simulation.selection.pools import Pool, pools_of
from simulation.selection.registry import SELECTION
from simulation.selection.standing import standing_of


@dataclass(frozen=True)
class Brood:
    """Offspring to be: how many, of whom, and where."""

    parents: Tensor  # [n] int64 places among all survivors, best first by worth
    count: int
    island: int


@dataclass(frozen=True)
class Verdict:
    """What selection makes of a generation of P creatures."""

    order: Tensor  # [P] rows best first by score, the disqualified last
    worth: Tensor  # [P] what selection goes by, −inf for the disqualified
    survivors: Tensor  # [S] rows that pass into the next generation, best first by score: the champion is the first
    broods: list[Brood]  # with the survivors, as many as there were


def judge(config: RunConfig, saved: Checkpoint) -> Verdict:
    """The verdict on a generation; it depends on the settings and what a checkpoint holds, and on nothing else."""
    method = SELECTION[config.selection]
    random = generator(config.seed, "survivors", saved.generation + 1)
    order, worth = standing_of(saved.scores, saved.population.id), method.worth(config, saved)
    pools = pools_of(config, saved, worth)
    chosen = []
    for pool in pools:
        count = method.n_survivors(worth[pool.rows], pool.size, config)
        chosen.append(pool.rows[method.survivors(len(pool.rows), count, config, random)])
    chosen = with_champion(chosen, order[0], pools)
    rank = order.argsort()
    survivors = torch.cat(chosen)
    survivors = survivors[rank[survivors].argsort()]
    place = torch.zeros_like(order)
    place[survivors] = torch.arange(len(survivors))
    broods = [Brood(place[rows], pool.size - len(rows), pool.island) for rows, pool in zip(chosen, pools, strict=True)]
    return Verdict(order, worth, survivors, broods)


def with_champion(chosen: list[Tensor], champion: Tensor, pools: list[Pool]) -> list[Tensor]:
    """The rows chosen in every pool, of which the champion takes the last one's place if it is not among them."""
    return [
        torch.cat([rows[:-1], champion[None]])
        if (pool.rows == champion).any() and not (rows == champion).any()
        else rows
        for rows, pool in zip(chosen, pools, strict=True)
    ]
