"""Species: creatures of like genomes, which compete among themselves (Stanley & Miikkulainen 2002, section 3.3).

A species has a number for as long as it lives. It is represented by a member of the generation before, and whoever is
near enough to that one belongs to it.
"""

from dataclasses import dataclass, replace
from typing import Self

import torch
from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RANKED, RunConfig
from simulation.memory import MOST_SPECIES, Memory
from simulation.population import Population
from simulation.random import generator
from simulation.selection.standing import merit
from simulation.variation.distance import distances

AT_ONCE = 32  # creatures without a species of whom it is seen together who founds one


def has_species(config: RunConfig) -> bool:
    """Whether creatures compete within species: if that is chosen, and always with NEAT, but for the cells of a map."""
    return config.selection == "speciation" or (config.brain == "neat" and config.selection in RANKED["selection"])


def speciated(config: RunConfig, scored: Checkpoint, last: Checkpoint | None) -> Memory:
    """The memory of a scored generation with the species of its creatures, given the generation before it."""
    known = None if last is None else representatives(config, last)
    species, newest = assigned(scored.population, config, known, int(scored.memory.newest_species))
    fitness = merit(scored.scores).double()
    is_measured = bool((scored.scores.disqualified == 0).any())  # else nothing was reached, and no record is broken
    history = {int(row[0]): row for row in scored.memory.species_table.tolist()}
    table = []
    for number in sorted(set(species.tolist())):
        best = float(fitness[species == number].max())
        _, born, record, improved = history.get(number, (number, scored.generation, best, scored.generation))
        if is_measured and best > record:
            record, improved = best, scored.generation
        table.append((number, born, record, improved))
    return replace(
        scored.memory,
        species=species,
        species_table=torch.tensor(table, dtype=torch.float64),
        newest_species=torch.tensor([newest]),
    )


@dataclass(frozen=True)
class Models:
    """Species by those who represent them."""

    numbers: Tensor  # [K] int64, rising
    creatures: Population  # K of them

    def apart(self, population: Population, config: RunConfig) -> Tensor:
        """[P, K] how far creatures are from them."""
        return distances(population, self.creatures, config)

    def first_within(self, population: Population, config: RunConfig) -> Tensor:
        """[P] number of the first species of which each is, 0 where it is of none."""
        return self.first_of(self.apart(population, config) < config.species_threshold)

    def first_of(self, within: Tensor) -> Tensor:
        """The same, given of which each is [P, K] bool."""
        return torch.where(within.any(1), self.numbers[within.int().argmax(1)], 0)

    def nearest(self, population: Population, config: RunConfig) -> Tensor:
        """[P] number of the species whose representative is nearest to each."""
        return self.numbers[self.apart(population, config).argmin(1)]

    def and_these(self, others: Self) -> Self:
        """Both."""
        creatures = Population.cat([self.creatures, others.creatures])
        return replace(self, numbers=torch.cat([self.numbers, others.numbers]), creatures=creatures)


def representatives(config: RunConfig, last: Checkpoint) -> Models:
    """A member of every species of a generation, drawn at random."""
    random = generator(config.seed, "representatives", last.generation)
    drawn = torch.randperm(len(last.population), generator=random)
    first = {number: row for row, number in zip(drawn.tolist(), last.memory.species[drawn].tolist(), strict=True)}
    numbers = sorted(first)
    return Models(torch.tensor(numbers), last.population[torch.tensor([first[number] for number in numbers])])


def assigned(population: Population, config: RunConfig, known: Models | None, newest: int) -> tuple[Tensor, int]:
    """The species [P] of creatures, and the highest number of all.

    Each belongs to the first species whose representative is nearer than the threshold. Who finds none founds one, row
    after row; while there is no room for more, it belongs to the nearest.

    Args:
        known: the species so far; None: there are none.
        newest: the highest number so far.
    """
    most = min(MOST_SPECIES, max(len(population) // config.min_species_size, 1))
    species = torch.zeros(len(population), dtype=torch.int64)
    if known:
        species = known.first_within(population, config)
    lost = (species == 0).nonzero()[:, 0]
    while len(lost):
        room = most - (len(known.numbers) if known else 0)
        if known and room <= 0:
            species[lost] = known.nearest(population[lost], config)
            break
        candidates = population[lost[: min(AT_ONCE, room)]]
        near = distances(population[lost], candidates, config) < config.species_threshold
        founders = torch.tensor(far_apart(near[: len(candidates)]))
        founded = Models(newest + 1 + torch.arange(len(founders)), candidates[founders])
        species[lost] = founded.first_of(near[:, founders])
        newest += len(founders)
        known = known.and_these(founded) if known else founded
        lost = lost[species[lost] == 0]
    return species, newest


def far_apart(near: Tensor) -> list[int]:
    """Rows of those who are not near any such before them, given who of all is near whom [K, K] bool."""
    of_row, chosen = near.tolist(), list[int]()
    for row in range(len(of_row)):
        if not any(of_row[row][other] for other in chosen):
            chosen.append(row)
    return chosen
