"""Statistics: what a generation is summed up in; plain Python, ready for JSON."""

from typing import Any

import numpy as np
from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.genes import MUSCLE_GENES, NODE_GENES, Gene
from simulation.physics.step import REASONS
from simulation.population import Population
from simulation.selection import Verdict
from simulation.selection_statistics import selection_statistics
from simulation.variation.weights import weight_magnitude

HISTOGRAM_BINS = 32
FITNESS = ("best", "mean", "median", "worst", "std", "quartile_low", "quartile_high", "histogram")


def statistics_of(config: RunConfig, saved: Checkpoint, verdict: Verdict, reused: int) -> dict[str, Any]:
    """All that is known of an evaluated generation in a few numbers, but for the time it took."""
    population, held_out = saved.population, saved.held_out.numpy()
    return {
        **fitness_statistics(saved.scores.fitness[saved.scores.disqualified == 0]),
        "held_out_mean": float(held_out.mean()) if len(held_out) else None,
        "held_out_median": float(np.median(held_out)) if len(held_out) else None,
        **body_statistics(population),
        **outcome_statistics(saved.scores),
        **cost_statistics(config, len(population) - reused, reused),
        "weight_magnitude": 0.0 if population.brain is None else weight_magnitude(config, saved.generation),
        **selection_statistics(config, saved, verdict),
    }


def fitness_statistics(fitness: Tensor) -> dict[str, Any]:
    """Where the scores of those in play lie; None for every figure where nobody is: their zeros are no scores."""
    if not len(fitness):
        return dict.fromkeys(FITNESS)
    values = fitness.double().numpy()
    low, high = float(values.min()), float(values.max())
    counts, _ = np.histogram(values, HISTOGRAM_BINS, (low, high))
    quartiles = np.quantile(values, [0.25, 0.5, 0.75]).tolist()
    return {
        "best": high,
        "mean": float(values.mean()),
        "median": quartiles[1],
        "worst": low,
        "std": float(values.std()),
        "quartile_low": quartiles[0],
        "quartile_high": quartiles[2],
        "histogram": {"low": low, "high": high, "counts": counts.tolist()},
    }


def body_statistics(population: Population) -> dict[str, Any]:
    """How many bodies have how many nodes, and how different the creatures are."""
    sizes, counts = np.unique(population.node_mask.sum(1).numpy(), return_counts=True)
    return {
        "nodes": {str(size): int(count) for size, count in zip(sizes, counts, strict=True)},
        "diversity": diversity(population),
    }


def outcome_statistics(scores: Episodes) -> dict[str, Any]:
    """Targets reached by the most successful, and who was disqualified for what."""
    counts = np.bincount(scores.disqualified.numpy(), minlength=len(REASONS))
    return {
        "targets_reached": int(scores.targets_reached.max()),
        "disqualified": int(counts[1:].sum()),
        "disqualified_reasons": {REASONS[i]: int(counts[i]) for i in range(1, len(REASONS)) if counts[i]},
    }


def cost_statistics(config: RunConfig, simulated: int, reused: int) -> dict[str, Any]:
    """What the generation cost to evaluate; settling and held-out episodes are not counted."""
    evaluations = simulated * config.n_layouts
    return {
        "evaluations": evaluations,
        "reused": reused,
        "creature_steps": evaluations * config.n_physics_steps,
        "simulated_s": evaluations * config.seconds,
    }


def diversity(population: Population) -> float:
    """Mean standard deviation of the genes of bodies, each as a share of the range it is born in; 0: all are alike.

    A gene counts slot by slot, in proportion to the creatures that have the slot. Newborns have about 0.28: evenly
    spread values have a standard deviation of 0.29 of their range.
    """
    spreads = [spread(getattr(population, name), population.node_mask, gene) for name, gene in NODE_GENES.items()]
    spreads += [spread(getattr(population, name), population.muscle_mask, gene) for name, gene in MUSCLE_GENES.items()]
    return float(np.mean(spreads))


def spread(values: Tensor, mask: Tensor, gene: Gene) -> float:
    """Standard deviation over creatures of values [P, S], a mean over the slots that the mask weighs."""
    weight = mask.double()
    count = weight.sum(0).clamp(min=1)
    mean = (values * weight).sum(0) / count
    variance = ((values - mean) ** 2 * weight).sum(0) / count
    return float((variance.sqrt() * count).sum() / weight.sum()) / (gene.born_high - gene.born_low)
