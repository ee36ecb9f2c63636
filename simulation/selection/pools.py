"""Pools: the parts of a population whose creatures compete and mate with each other."""

from dataclasses import dataclass

from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.selection.sharing import above_lowest
from simulation.selection.standing import standing


@dataclass(frozen=True)
class Pool:
    """Creatures that compete for a number of places in the next generation."""

    rows: Tensor  # [n] best first by worth
    size: int  # places in the next generation, of survivors and offspring together
    island: int  # where they live


def pools_of(config: RunConfig, saved: Checkpoint, worth: Tensor, rank: Tensor) -> list[Pool]:
    """The pools of a scored generation: the islands, or where there are species, those of each island.

    Args:
        worth: [P] what each creature is worth.
        rank: [P] its place by score, 0 for the champion.
    Returns:
        pools whose sizes sum up to P.
    """
    order = standing(worth, saved.population.id)
    homes = [Pool(order, len(order), island=0)]
    if saved.memory.island.any():
        island = saved.memory.island[order]
        parts = [order[island == home] for home in range(int(island.max()) + 1)]
        homes = [Pool(rows, len(rows), home) for home, rows in enumerate(parts)]
    if not len(saved.memory.species_table):
        return homes
    merit = above_lowest(worth).clamp(min=0)
    return [pool for home in homes for pool in species_of(config, saved, merit, home, int(rank[home.rows].argmin()))]


def species_of(config: RunConfig, saved: Checkpoint, merit: Tensor, home: Pool, best: int) -> list[Pool]:
    """The species of an island that go on, and the places of each.

    A species has places in proportion to the mean merit of its members, which is what the sum of their shared fitness
    comes to (Stanley & Miikkulainen 2002). Species that have stagnated have none, but for that of the island's best.

    Args:
        merit: [P] worth above the lowest.
        best: place of the best of the island among its creatures.
    """
    species, table = saved.memory.species[home.rows].tolist(), saved.memory.species_table.tolist()
    oldest = saved.generation - config.species_stagnation
    stagnant = {int(number) for number, _, _, improved in table if improved <= oldest} - {species[best]}
    members: dict[int, list[int]] = {}
    for place, number in enumerate(species):
        if number not in stagnant:
            members.setdefault(number, []).append(place)
    numbers, merits = sorted(members), merit[home.rows].tolist()
    shares = [sum(merits[place] for place in members[number]) / len(members[number]) for number in numbers]
    places = allotted(shares, home.size, config.min_species_size, numbers.index(species[best]))
    return [
        Pool(home.rows[members[number]], count, home.island)
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
