"""Body size: in the natural world a body is born within a ball, about the middle of its nodes."""

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.genes import MUSCLE_GENES

ROUNDING = 1e-5  # share of the size: a body that was shrunk to fit is not to miss by what float32 rounds


def reach(position: Tensor, mask: Tensor) -> Tensor:
    """[P] m: how far the farthest of the nodes [P, N, 3] m of the mask [P, N] is from the mean of all."""
    return offsets(position, mask).square().sum(-1).sqrt().amax(1)


def offsets(position: Tensor, mask: Tensor) -> Tensor:
    """[P, N, 3] m: of nodes from the mean of them all; 0 on padding."""
    held = mask[..., None]
    middle = (position * held).sum(1, keepdim=True) / mask.sum(1)[:, None, None]
    return (position - middle) * held


def fitted(position: Tensor, mask: Tensor, config: RunConfig) -> tuple[Tensor, Tensor]:
    """Bodies shrunk about their middle, those that are larger than the settings allow.

    Returns:
        positions [P, N, 3] m, and by what each body [P] was shrunk, 1 for most.
    """
    if not config.is_natural:
        return position, torch.ones(len(position))
    largest = config.body_size / 2 * (1 - ROUNDING)
    share = (largest / reach(position, mask).clamp(min=largest)).to(position.dtype)
    shrunk = position - (1 - share)[:, None, None] * offsets(position, mask)
    return torch.where(share[:, None, None] < 1, shrunk, position), share


def longest_rest(config: RunConfig) -> float:
    """m: the longest rest length of a muscle in the natural world, by its gene's bound and the size of bodies."""
    return min(MUSCLE_GENES["rest_length"].high, config.body_size)
