"""Species: creatures of like genomes, which compete among themselves (Stanley & Miikkulainen 2002, section 3.3).

A species has a number for as long as it lives. It is represented by a member of the generation before, and whoever is
near enough to that one belongs to it.
"""

from dataclasses import replace

import torch
from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RANKED, RunConfig
from simulation.memory import MOST_SPECIES, Memory
from simulation.population import Population
from simulation.random import generator
from simulation.selection.standing import merit
from simulation.variation.distance import distances

AT_ONCE = 16  # creatures without a species of whom it is seen together who founds one


def has_species(config: RunConfig) -> bool:
    """Whether creatures compete within species: if that is chosen, and always with NEAT, but for the cells of a map."""
    return config.selection == "speciation" or (config.brain == "neat" and config.selection in RANKED["selection"])


def speciated(config: RunConfig, scored: Checkpoint, last: Checkpoint | None) -> Memory:
    """The memory of a scored generation with the species of its creatures, given the generation before it."""
    known = [] if last is None else representatives(config, last)
    species, newest = assigned(scored.population, config, known, int(scored.memory.newest_species))
    fitness = merit(scored.scores).double()
    history = {int(row[0]): row for row in scored.memory.species_table.tolist()}
    table = []
    for number in sorted(set(species.tolist())):
        best = float(fitness[species == number].max())
        _, born, record, improved = history.get(number, (number, scored.generation, best, scored.generation))
        table.append((number, born, max(best, record), scored.generation if best > record else improved))
    return replace(
        scored.memory,
        species=species,
        species_table=torch.tensor(table, dtype=torch.float64),
        newest_species=torch.tensor([newest]),
    )


def representatives(config: RunConfig, last: Checkpoint) -> list[tuple[int, Population]]:
    """The number of every species of a generation, rising, and one of its members, drawn at random."""
    random = generator(config.seed, "representatives", last.generation)
    drawn = torch.randperm(len(last.population), generator=random)
    species = last.memory.species[drawn]
    numbers = last.memory.species_table[:, 0].long().tolist()
    return [(number, last.population[drawn[species == number][:1]]) for number in numbers]


def assigned(
    population: Population, config: RunConfig, known: list[tuple[int, Population]], newest: int
) -> tuple[Tensor, int]:
    """The species [P] of creatures, and the highest number of all.

    Each belongs to the first species whose representative is nearer than the threshold. Who finds none founds one, row
    after row; while there is no room for more, it belongs to the nearest.

    Args:
        known: numbers and representatives, rising.
        newest: the highest number so far.
    """
    species = torch.zeros(len(population), dtype=torch.int64)
    most = min(MOST_SPECIES, max(len(population) // config.min_species_size, 1))
    joined: list[tuple[int, Population]] = []
    waiting = known
    while True:
        lost = (species == 0).nonzero()[:, 0]
        if waiting:
            species[lost] = first_within(population[lost], waiting, config)
            joined += waiting
            lost = (species == 0).nonzero()[:, 0]
        if not len(lost):
            return species, newest
        if len(joined) >= most:
            species[lost] = nearest(population[lost], joined, config)
            return species, newest
        founders = far_apart(population[lost[: min(AT_ONCE, most - len(joined))]], config)
        waiting = [(newest + 1 + i, population[lost[row : row + 1]]) for i, row in enumerate(founders)]
        newest += len(founders)


def apart(population: Population, known: list[tuple[int, Population]], config: RunConfig) -> Tensor:
    """[P, K] distances from representatives."""
    return distances(population, Population.cat([one for _, one in known]), config)


def first_within(population: Population, known: list[tuple[int, Population]], config: RunConfig) -> Tensor:
    """[P] number of the first species of which each is, 0 where it is of none."""
    within = apart(population, known, config) < config.compatibility_threshold
    numbers = torch.tensor([number for number, _ in known])
    return torch.where(within.any(1), numbers[within.int().argmax(1)], 0)


def nearest(population: Population, known: list[tuple[int, Population]], config: RunConfig) -> Tensor:
    """[P] number of the species whose representative is nearest to each."""
    return torch.tensor([number for number, _ in known])[apart(population, known, config).argmin(1)]


def far_apart(candidates: Population, config: RunConfig) -> list[int]:
    """Rows of those who are not within the threshold of any such before them."""
    near = (distances(candidates, candidates, config) < config.compatibility_threshold).tolist()
    chosen: list[int] = []
    for row in range(len(near)):
        if not any(near[row][other] for other in chosen):
            chosen.append(row)
    return chosen
