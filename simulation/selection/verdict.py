"""Judge: who of a scored generation passes into the next and who has offspring; decided once per generation."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.physics.step import NOT_FINITE
from simulation.random import generator
from simulation.selection.islands import emigrants, is_migration
from simulation.selection.pools import Pool, pools_of
from simulation.selection.registry import SELECTION
from simulation.selection.sharing import shared
from simulation.selection.standing import standing, standing_of
from simulation.setting import is_live


@dataclass(frozen=True)
class Brood:
    """Offspring to be: how many, of whom, and where."""

    parents: Tensor  # [n] int64 places among all survivors, best first by worth; none: newborns take the places
    count: int
    island: int


@dataclass(frozen=True)
class Verdict:
    """What selection makes of a generation of P creatures."""

    order: Tensor  # [P] rows best first by score, the disqualified last
    worth: Tensor  # [P] what creatures compete in, before it is shared; −inf for the disqualified
    survivors: Tensor  # [S] rows that pass into the next generation, best first by score: a champion is the first
    broods: list[Brood]
    migrants: Tensor  # [m, 2] int64 places of survivors who are copied, and the islands where the copies live

    # survivors, the broods' offspring and migrants are as many as there were creatures


def judge(config: RunConfig, saved: Checkpoint) -> Verdict:
    """The verdict on a generation; it depends on the settings and what a checkpoint holds, and on nothing else."""
    method = SELECTION[config.selection]
    order, worth = standing_of(saved.scores, saved.population.id), method.worth(config, saved)
    own = shared(worth, config, saved) if is_live("fitness_sharing", config) and config.fitness_sharing else worth
    rank = order.argsort()
    unfit = saved.scores.disqualified == NOT_FINITE  # who cannot be computed has nothing to pass on
    pools = [replace(pool, rows=pool.rows[~unfit[pool.rows]]) for pool in pools_of(config, saved, own, rank)]
    chosen = with_champion(survivors_of(config, pools, own, saved.generation + 1), pools, order[:1])
    survivors = torch.cat(chosen)
    survivors = survivors[rank[survivors].argsort()]
    place = torch.zeros_like(order)
    place[survivors] = torch.arange(len(survivors))
    broods = [Brood(place[rows], pool.size - len(rows), pool.island) for rows, pool in zip(chosen, pools, strict=True)]
    moving = torch.zeros(0, 2, dtype=torch.int64)
    if is_migration(config, saved.generation + 1):
        by_worth = standing(own[survivors], saved.population.id[survivors])
        moving = emigrants(by_worth, saved.memory.island[survivors], config)
        broods, moving = making_room(broods, moving)
    return Verdict(order, worth, survivors, broods, moving)


def survivors_of(config: RunConfig, pools: list[Pool], worth: Tensor, generation: int) -> list[Tensor]:
    """The rows of every pool that pass into this generation, best first by worth."""
    method, random = SELECTION[config.selection], generator(config.seed, "survivors", generation)
    chosen = []
    for pool in pools:
        count = min(method.n_survivors(worth[pool.rows], pool.size, config), len(pool.rows))
        chosen.append(pool.rows[method.survivors(len(pool.rows), count, config, random)] if count else pool.rows[:0])
    return chosen


def with_champion(chosen: list[Tensor], pools: list[Pool], champion: Tensor) -> list[Tensor]:
    """The rows chosen in every pool, of which the champion [1] takes the last one's place if it is not among them."""
    if torch.isin(champion, torch.cat(chosen)):
        return chosen
    return [
        torch.cat([rows[:-1], champion]) if torch.isin(champion, pool.rows) else rows
        for rows, pool in zip(chosen, pools, strict=True)
    ]


def making_room(broods: list[Brood], migrants: Tensor) -> tuple[list[Brood], Tensor]:
    """Return the broods with as many offspring less as migrants come to their islands, each time of the largest brood.

    An island always keeps room for one newborn: where migrants alone came, a population could go on without births.

    Returns:
        the broods, and the migrants [m, 2] for whom there is room.
    """
    left, welcome = list(broods), []
    for place, island in migrants.tolist():
        here = [i for i, brood in enumerate(left) if brood.island == island]
        if sum(left[i].count for i in here) > 1:
            largest = max(here, key=lambda i: left[i].count)
            left[largest] = replace(left[largest], count=left[largest].count - 1)
            welcome.append((place, island))
    return left, torch.tensor(welcome, dtype=torch.int64).view(-1, 2)
