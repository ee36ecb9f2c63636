"""Breeding: from one scored generation to the next."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.errors import ConfigError, Problem
from simulation.memory import MOST_INNOVATIONS, Memory
from simulation.neurons import HIDDEN
from simulation.newborns import newborns
from simulation.population import NO_PARENT, OPERATORS, STRIDE, NeatBrain, Population, name_of
from simulation.random import generator
from simulation.selection import SELECTION, Brood, Verdict, judge
from simulation.selection.registry import BY_BEHAVIOUR
from simulation.selection.remembering import memory_at_birth, remembered
from simulation.threads import one_torch_thread
from simulation.variation.genotypes import Genotypes, packed, unpacked
from simulation.variation.innovations import Innovations
from simulation.variation.offspring import offspring

MUTATION, CROSSOVER, MIGRATION = (OPERATORS.index(name) for name in ("mutation", "crossover", "migration"))


@dataclass(frozen=True)
class Bred:
    """A generation that is not scored yet, and what is known of it all the same."""

    population: Population
    memory: Memory

    def __post_init__(self) -> None:
        """Raise FloatingPointError where a gene is not finite, which no operator may leave behind."""
        population = self.population
        for name, values in population.tensors():
            if values.is_floating_point() and not values.isfinite().all():
                row = int((~values.isfinite()).nonzero()[0, 0])
                operator, creature = OPERATORS[population.operator[row]], name_of(int(population.id[row]))
                raise FloatingPointError(f"{name} of creature {creature}, made by {operator}, is not finite")


def breed(config: RunConfig, population: Population, fitness: Tensor, generation: int) -> Population:
    """The next generation of creatures that a caller has scored, and of whom nothing else is known.

    Args:
        fitness: [P], the higher the better; −inf ranks below every number.
        generation: number of the generation that is bred, 1 or more.
    Raises:
        ConfigError: where selection goes by what creatures do, not by their fitness.
    """
    if len(population) < 2 or fitness.shape != (len(population),):
        raise TypeError(f"needs 2 creatures or more and a fitness for each, not {len(population)} and {fitness.shape}")
    if config.selection in BY_BEHAVIOUR:
        raise ConfigError([Problem("selection", f"must go by fitness: {config.selection} has to see creatures behave")])
    with one_torch_thread():
        scores = Episodes(
            fitness=fitness,
            parts={},
            targets_reached=torch.zeros(len(fitness), dtype=torch.int64),
            disqualified=(fitness == -torch.inf).to(torch.int8),
            behaviour=torch.zeros(len(fitness), 2),
        )
        memory, held_out = memory_at_birth(config, len(population)), torch.zeros(0)
        if isinstance(population.brain, NeatBrain):
            memory = replace(memory, innovations=numbered(population, population.brain, config))
        saved = Checkpoint(generation - 1, population, scores, memory, held_out)
        saved = replace(saved, memory=remembered(config, saved, None))
        return next_generation(config, saved, judge(config, saved)).population


def numbered(population: Population, brain: NeatBrain, config: RunConfig) -> Tensor:
    """Keys [K, 2] of a table of innovations for creatures of an unknown past.

    Raises:
        ConfigError: their numbers are beyond what a table holds.
    """
    if max(int(brain.innovation.max()), int(brain.neuron.max()) - HIDDEN) > MOST_INNOVATIONS:
        raise ConfigError([Problem("genomes", f"innovation numbers must be at most {MOST_INNOVATIONS}")])
    return Innovations.met_in(brain, population.ends, config).keys


def first_generation(config: RunConfig) -> Bred:
    """Generation 0 of a run."""
    return Bred(newborns(config, config.population, config.seed), memory_at_birth(config, config.population))


def next_generation(config: RunConfig, saved: Checkpoint, verdict: Verdict) -> Bred:
    """Survivors first, from the best down, then offspring and migrants; as many as there were.

    Broods without parents, where nobody survived, are newborns as in generation 0, and come last.
    """
    population, rows, generation = saved.population, verdict.survivors, saved.generation + 1
    broods = [brood for brood in verdict.broods if len(brood.parents)]
    if not broods:
        return with_newborns(config, None, saved.memory, verdict.broods, generation)
    innovations = Innovations(saved.memory.innovations)
    survivors = packed(population)[rows]
    who = {name: getattr(population, name)[rows] for name in ("id", "parents", "operator", "streak")}
    who["streak"] += 1
    pairs, crossed = couples(config, broods, generation)
    children = offspring(config, survivors, pairs, crossed, generation, innovations, float(saved.memory.boost))
    place, destination = verdict.migrants.T
    born = births(who["id"], pairs, crossed, place, generation)
    who = {name: torch.cat([values, born[name]]) for name, values in who.items()}
    island = torch.cat([saved.memory.island[rows], islands_of(broods), destination.to(torch.int16)])
    bred = unpacked(Genotypes.cat([survivors, children, survivors[place]]), config, **who)
    memory = replace(saved.memory, innovations=innovations.keys, island=island)
    orphans = [brood for brood in verdict.broods if not len(brood.parents)]
    return with_newborns(config, bred, memory, orphans, generation)


def with_newborns(
    config: RunConfig, bred: Population | None, memory: Memory, broods: list[Brood], generation: int
) -> Bred:
    """Return what was bred with newborns in the places of the broods, which have no parents; there may be none.

    Args:
        memory: evolution's memory, with the islands of those who were bred.
    """
    count = sum(brood.count for brood in broods)
    if not count:
        assert bred is not None
        return Bred(bred, memory)
    fresh, homes = newborns(config, count, config.seed, generation), islands_of(broods)
    if bred is None:
        return Bred(fresh, replace(memory, island=homes))
    fresh = replace(fresh, id=fresh.id + int((bred.id >= generation * STRIDE).sum()))  # after the others born now
    return Bred(Population.cat([bred, fresh]), replace(memory, island=torch.cat([memory.island, homes])))


def islands_of(broods: list[Brood]) -> Tensor:
    """The islands [count] int16 on which the offspring of the broods are born."""
    islands = torch.tensor([brood.island for brood in broods], dtype=torch.int16)
    return islands.repeat_interleave(torch.tensor([brood.count for brood in broods]))


def couples(config: RunConfig, broods: list[Brood], generation: int) -> tuple[Tensor, Tensor]:
    """Parents of all offspring, as places [count, 2] of survivors, and which of them [count] cross.

    Of two who cross, the fitter comes first; of others, the first is the only parent.
    """
    random, draw = generator(config.seed, "mates", generation), SELECTION[config.selection].parents
    pairs = torch.cat([brood.parents[draw(len(brood.parents), brood.count, config, random)] for brood in broods])
    crossed = torch.rand(len(pairs), generator=random) < config.crossover_rate
    crossed &= pairs[:, 0] != pairs[:, 1]  # a lone survivor has nobody to mate with
    return torch.where(crossed[:, None], pairs.sort(dim=1).values, pairs), crossed


def births(survivors: Tensor, pairs: Tensor, crossed: Tensor, copied: Tensor, generation: int) -> dict[str, Tensor]:
    """Who the children of the pairs [count, 2] and the copies of migrants [m] are, as Population says it.

    Args:
        survivors: [S] ids, to which the others are indices.
    """
    count, parents = len(pairs) + len(copied), survivors[pairs]
    parents = torch.stack([parents[:, 0], torch.where(crossed, parents[:, 1], NO_PARENT)], dim=1)
    originals = torch.stack([survivors[copied], torch.full_like(copied, NO_PARENT)], dim=1)
    operator = torch.where(crossed, CROSSOVER, MUTATION)
    return {
        "id": generation * STRIDE + torch.arange(count),
        "parents": torch.cat([parents, originals]),
        "operator": torch.cat([operator, torch.full_like(copied, MIGRATION)]).to(torch.int8),
        "streak": torch.zeros(count, dtype=torch.int32),
    }
