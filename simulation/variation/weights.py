"""Weights of nets: how two are mixed, which of many change and how far."""

import math
from collections.abc import Callable

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.genes import LARGEST_WEIGHT

LARGEST_U = 1 - 2**-23  # beyond all that float32 draws lead to, but for 0


def sbx(first: Tensor, second: Tensor, config: RunConfig, random: Generator) -> Tensor:
    """Simulated binary crossover: one of the two children that lie about the parents as far apart as β says.

    Each weight draws its own β, with density ∝ β^η inside and β^−(η+2) outside the parents, and the child
    (Deb & Agrawal 1995, Simulated Binary Crossover for Continuous Search Space).
    """
    side = torch.rand(first.shape, generator=random).mul_(4).sub_(2)  # its sign says which child it is
    u = side.abs().sub_(1)  # even in ±1: β is (1 + u)^(1/(η+1)) below 0, (1 − u)^(−1/(η+1)) above
    u.clamp_(max=LARGEST_U)  # where the random number is exactly 0, β would be infinite
    power = torch.copysign((1 - u.abs()).log_().div_(config.sbx_eta + 1), u)
    half = (first - second).div_(2)
    return bounded((second + half).addcmul_(power.exp_().copysign_(side), half))


def bounded(weights: Tensor) -> Tensor:
    """Return the weights brought within what a genome may hold, in place."""
    return weights.clamp_(-LARGEST_WEIGHT, LARGEST_WEIGHT)


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


def positions(count: int, rate: float, random: Generator) -> Tensor:
    """Of 0..count − 1 each with chance `rate`, rising.

    Draws the gaps between them, which are geometric, and so a number for each position drawn and none for the others.
    """
    if rate <= 0:
        return torch.zeros(0, dtype=torch.int64)
    mean = count * rate
    enough = int(mean + 6 * mean**0.5) + 16
    found = torch.full((1,), -1)
    while found[-1] < count:
        spin = torch.rand(enough, generator=random, dtype=torch.float64)
        gaps = spin.neg_().log1p_().div_(math.log1p(-min(rate, 1 - 1e-12))).clamp_(max=count)
        found = torch.cat([found, found[-1] + (gaps.long() + 1).cumsum(0)])
    return found[1 : int(torch.searchsorted(found, count))]
