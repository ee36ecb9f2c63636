"""Statistics of selection: species, islands, novelty, the map of elites, and which operators' offspring survive."""

from typing import Any

import torch
from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.population import OPERATORS, STRIDE, NeatBrain, Population, name_of
from simulation.selection import Verdict
from simulation.selection.map_elites import cells_of, dimensions
from simulation.selection.standing import merit


def selection_statistics(config: RunConfig, saved: Checkpoint, verdict: Verdict) -> dict[str, Any]:
    """What selection saw in a generation and what it made of it; of mechanisms that are off, nothing."""
    return {
        "species": species_statistics(saved),
        "operators": operator_statistics(config, saved, verdict),
        "boost": float(saved.memory.boost),
        "novelty": novelty_statistics(verdict) if config.selection == "novelty" else None,
        "map": map_statistics(config, saved, verdict) if config.selection == "map_elites" else None,
        "islands": island_statistics(saved) if config.islands > 1 else [],
        "net": net_statistics(saved.population),
        "behaviour_spread": behaviour_spread(saved),
    }


def species_statistics(saved: Checkpoint) -> list[dict[str, Any]]:
    """Every living species, the eldest first."""
    fitness, species = merit(saved.scores), saved.memory.species
    told = []
    for number, born in saved.memory.species_table[:, :2].long().tolist():
        own = fitness[species == number]
        told.append({"id": number, "size": len(own), "best": float(own.max()), "mean": mean(own), "born": born})
    return told


def operator_statistics(config: RunConfig, saved: Checkpoint, verdict: Verdict) -> dict[str, dict[str, int]]:
    """Of this generation's offspring, how many each operator made, and how many of them pass into the next."""
    population = saved.population
    newborn = population.id // STRIDE == saved.generation
    survives = torch.zeros_like(newborn)
    survives[verdict.survivors] = True
    names = ["mutation", "crossover", *(["migration"] if config.islands > 1 else [])]
    own = {name: newborn & (population.operator == OPERATORS.index(name)) for name in names}
    return {name: {"born": int(one.sum()), "survived": int((one & survives).sum())} for name, one in own.items()}


def novelty_statistics(verdict: Verdict) -> dict[str, float] | None:
    """How novel those in play are, m; None where nobody is left."""
    novelty = verdict.worth[verdict.worth.isfinite()]
    return {"mean": mean(novelty), "max": float(novelty.max())} if len(novelty) else None


def map_statistics(config: RunConfig, saved: Checkpoint, verdict: Verdict) -> dict[str, Any]:
    """The map of elites; where islands have their own, the best of each cell."""
    cells, names = cells_of(config, saved).tolist(), saved.population.id.tolist()
    elites: dict[tuple[int, int], dict[str, Any]] = {}
    for row in verdict.order[verdict.worth[verdict.order].isfinite()].tolist():
        place = {"cell": cells[row], "creature": name_of(names[row]), "fitness": float(verdict.worth[row])}
        elites.setdefault((cells[row][0], cells[row][1]), place)
    return {
        "dimensions": [{"name": side.name, "low": side.low, "high": side.high} for side in dimensions(config)],
        "cells": config.map_cells,
        "elites": [elites[cell] for cell in sorted(elites)],
        "coverage": len(elites) / config.map_cells**2,
        "qd_score": sum(elite["fitness"] for elite in elites.values()),
    }


def island_statistics(saved: Checkpoint) -> list[dict[str, float]]:
    """Every island, in the order of the ring."""
    fitness, island = merit(saved.scores), saved.memory.island
    parts = [fitness[island == home] for home in range(int(island.max()) + 1)]
    return [{"best": float(part.max()), "mean": mean(part)} for part in parts]


def net_statistics(population: Population) -> dict[str, float] | None:
    """How large NEAT's nets are on average; None where nets do not grow."""
    brain = population.brain
    if not isinstance(brain, NeatBrain):
        return None
    return {"neurons": mean((brain.neuron > 0).sum(1)), "connections": mean(brain.enabled.flatten(1).sum(1))}


def behaviour_spread(saved: Checkpoint) -> float:
    """Standard deviation of where those in play got to, m: root mean square distance from their mean."""
    behaviour = saved.scores.behaviour[saved.scores.disqualified == 0].double()
    if not len(behaviour):
        return 0.0
    return float((behaviour - behaviour.mean(0)).square().sum(1).mean().sqrt())


def mean(values: Tensor) -> float:
    """In double precision."""
    return float(values.double().mean())
