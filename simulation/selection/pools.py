"""Pools: the parts of a population whose creatures compete and mate with each other."""

from dataclasses import dataclass

import torch
from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.selection.sharing import above_lowest
from simulation.selection.standing import standing, standing_of


@dataclass(frozen=True)
class Pool:
    """Creatures that compete for a number of places in the next generation."""

    rows: Tensor  # [n] best first by worth
    size: int  # places in the next generation, of survivors and offspring together
    island: int  # where they live


def pools_of(config: RunConfig, saved: Checkpoint, worth: Tensor) -> list[Pool]:
    """The pools of a scored generation, given what each creature is worth [P]; the sizes sum up to P.

    They are the islands, or where there are species, those of each island.
    """
    order, island = standing(worth, saved.population.id), saved.memory.island
    if not island.any():
        homes = [Pool(order, len(order), island=0)]
    else:
        homes = []
        for home in range(int(island.max()) + 1):
            rows = order[island[order] == home]
            homes.append(Pool(rows, len(rows), home))
    if not len(saved.memory.species_table):
        return homes
    return [pool for home in homes for pool in pools_of_species(config, saved, worth, home)]


def pools_of_species(config: RunConfig, saved: Checkpoint, worth: Tensor, home: Pool) -> list[Pool]:
    """The species of an island that go on, and the places of each.

    A species has places in proportion to the mean worth of its members, which is what the sum of their shared fitness
    comes to (Stanley & Miikkulainen 2002). Species that have stagnated have none, but for that of the island's best.
    """
    species = saved.memory.species[home.rows]
    best = home.rows[standing_of(saved.scores, saved.population.id).argsort()[home.rows].argmin()]
    stagnant = saved.memory.species_table[
        saved.generation - saved.memory.species_table[:, 3] >= config.species_stagnation, 0
    ].long()
    numbers = torch.tensor(sorted(set(species.tolist())))
    numbers = numbers[~torch.isin(numbers, stagnant) | (numbers == saved.memory.species[best])]
    merit = above_lowest(worth).clamp(min=0)[home.rows]
    shares = [float(merit[species == number].mean()) for number in numbers]
    places = allotted(
        shares, home.size, config.min_species_size, int((numbers == saved.memory.species[best]).nonzero())
    )
    return [
        Pool(home.rows[species == number], count, home.island)
        for number, count in zip(numbers, places, strict=True)
        if count
    ]


def allotted(shares: list[float], places: int, fewest: int, kept: int) -> list[int]:
    """Places in proportion to shares (by the largest remainder), but at least the fewest, or none.

    Where there is not room for all, those of the smallest shares have none; the one that is kept always has.
    """
    room = max(places // fewest, 1)
    by_share = sorted(range(len(shares)), key=lambda i: (i != kept, -shares[i], i))
    raised: set[int] = set()
    open_ones = set(by_share[:room])
    while True:
        free = places - fewest * len(raised)
        total = sum(shares[i] for i in open_ones)
        exact = {i: free * (shares[i] / total if total > 0 else 1 / len(open_ones)) for i in sorted(open_ones)}
        low = {i for i in open_ones if exact[i] < fewest}
        if not low or len(open_ones) == 1:
            break
        raised |= low
        open_ones -= low
    result = [fewest if i in raised else int(exact.get(i, 0)) for i in range(len(shares))]
    remainders = sorted(open_ones, key=lambda i: (int(exact[i]) - exact[i], i))
    for i in remainders[: places - sum(result)]:
        result[i] += 1
    return result
