"""Picks: one of several options for each creature, by chance."""

import torch
from torch import Generator, Tensor


def picked(rows: Tensor, options: Tensor, random: Generator) -> tuple[Tensor, Tensor]:
    """Those of the rows [K] that have an option [K, C], and the column of one of theirs each, evenly chosen."""
    column = torch.where(options, torch.rand(options.shape, generator=random), -1.0).argmax(1)
    able = options.any(1).nonzero()[:, 0]
    return rows[able], column[able]
