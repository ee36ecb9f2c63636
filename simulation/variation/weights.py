"""Weights of nets: crossover and mutation."""

from collections.abc import Callable
from dataclasses import fields

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.population import DenseBrain, Population
from simulation.variation.slots import without_padding


def sbx(first: Tensor, second: Tensor, config: RunConfig, random: Generator) -> Tensor:
    """Simulated binary crossover: one of the two children that lie about the parents as far apart as β says.

    Each weight draws its own β, with density ∝ β^η inside and β^−(η+2) outside the parents, and the child
    (Deb & Agrawal 1995, Simulated Binary Crossover for Continuous Search Space).
    """
    u = torch.rand(first.shape, generator=random, dtype=torch.float64)
    spread = torch.where(u < 0.5, 2 * u, 0.5 / (1 - u)) ** (1 / (config.sbx_eta + 1))
    side = torch.where(torch.rand(first.shape, generator=random) < 0.5, 1.0, -1.0)
    return (first + second) / 2 + (side * spread).to(first.dtype) * (first - second) / 2


def uniform(first: Tensor, second: Tensor, config: RunConfig, random: Generator) -> Tensor:
    """Each weight from either parent, with even chances."""
    return torch.where(torch.rand(first.shape, generator=random) < 0.5, first, second)


def interpolation(first: Tensor, second: Tensor, config: RunConfig, random: Generator) -> Tensor:
    """Each weight somewhere between the parents'."""
    share = torch.rand(first.shape, generator=random, dtype=first.dtype)
    return first + share * (second - first)


WEIGHT_CROSSOVER: dict[str, Callable[[Tensor, Tensor, RunConfig, Generator], Tensor]] = {
    "sbx": sbx,
    "uniform": uniform,
    "interpolation": interpolation,
}


def weight_magnitude(config: RunConfig, generation: int) -> float:
    """Standard deviation of weight mutations that made this generation, the first of them generation 1."""
    progress = min(max(generation - 1, 0) / config.weight_decay_generations, 1.0)
    start = config.weight_decay_start
    multiple: float = {
        "off": 1.0,
        "linear": start + (1 - start) * progress,
        "exponential": start ** (1 - progress),
    }[config.weight_decay]
    return config.weight_magnitude * multiple


def mutate_weights(creatures: Population, config: RunConfig, generation: int, random: Generator) -> DenseBrain | None:
    """The creatures' nets, each weight and bias changed with chance `weight_rate` by a Gaussian step."""
    if creatures.brain is None:
        return None
    magnitude = weight_magnitude(config, generation)

    def mutated(weights: Tensor) -> Tensor:
        drawn = torch.rand(weights.shape, generator=random) < config.weight_rate
        step = torch.randn(weights.shape, generator=random, dtype=weights.dtype)
        return torch.where(drawn, weights + magnitude * step, weights)

    new = DenseBrain(**{field.name: mutated(getattr(creatures.brain, field.name)) for field in fields(DenseBrain)})
    return without_padding(new, creatures.muscle_mask)
