"""Slots: values of nodes and muscles [P, S, …], put into another order or cleared."""

import torch
from torch import Tensor


def taken(values: Tensor, order: Tensor) -> Tensor:
    """Values [P, S, …] in another order of slots [P, K]."""
    first = torch.arange(len(values))[:, None] * values.shape[1]
    return torch.unflatten(values.flatten(0, 1).index_select(0, (first + order).flatten()), 0, order.shape)


def cleared(values: Tensor, mask: Tensor) -> Tensor:
    """The values [P, S, …] with zero outside the mask [P, S], in place."""
    return values.mul_(mask.view(*mask.shape, *[1] * (values.dim() - 2))).add_(0)  # −0 becomes 0
