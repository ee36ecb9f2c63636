"""Memory: what evolution knows of a run besides its creatures and their scores, kept with every checkpoint.

Tables of mechanisms that are off have no rows. P creatures.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Self

import torch
from torch import Tensor

from simulation.config import RunConfig


@dataclass(frozen=True)
class Memory:
    """What is known once a generation is scored."""

    innovations: Tensor  # [K, 2] int64, keys of NEAT's genes; a gene's number is its row + 1
    island: Tensor  # [P] int16, where every creature lives

    @classmethod
    def named(cls, tensors: dict[str, Tensor]) -> Self:
        """Of tensors by the names of the fields."""
        return cls(**{field.name: tensors[field.name] for field in fields(cls)})

    def tensors(self) -> dict[str, Tensor]:
        """By the names of the fields."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True)
class Table:
    """What a tensor of a memory may be."""

    dtype: torch.dtype
    row: tuple[int, ...]  # shape of a row
    fewest: Callable[[RunConfig], int]  # rows
    most: Callable[[RunConfig], int]
    low: float  # of every number
    high: Callable[[RunConfig], float]


def everybody(config: RunConfig) -> int:
    """A row a creature."""
    return config.population


def none(config: RunConfig) -> int:
    return 0


MOST_INNOVATIONS = 2**22
KEYS = 2**31  # parts of an innovation's key are smaller
TABLES = {
    "innovations": Table(
        torch.int64,
        (2,),
        fewest=none,
        most=lambda config: MOST_INNOVATIONS if config.brain == "neat" else 0,
        low=-KEYS,
        high=lambda config: KEYS,
    ),
    "island": Table(torch.int16, (), fewest=everybody, most=everybody, low=0, high=none),
}


def largest(config: RunConfig) -> int:
    """Bytes that a memory can have at most under these settings."""
    return sum(
        table.most(config) * torch.Size(table.row).numel() * torch.empty(0, dtype=table.dtype).element_size()
        for table in TABLES.values()
    )


def problems(memory: dict[str, Tensor], config: RunConfig) -> list[str]:
    """What keeps tensors, by the names of the fields, from being a memory under these settings."""
    found = [f"{name}: must not be there" for name in sorted(memory.keys() - TABLES.keys())]
    for name, table in TABLES.items():
        fewest, most, high = table.fewest(config), table.most(config), table.high(config)
        tensor = memory.get(name)
        if tensor is None:
            found.append(f"{name}: is missing")
        elif tensor.dtype != table.dtype or tensor.shape[1:] != table.row or not fewest <= len(tensor) <= most:
            wanted = f"{table.dtype} with {fewest} to {most} rows of {list(table.row)}"
            found.append(f"{name}: must be {wanted}, not {tensor.dtype} {list(tensor.shape)}")
        elif not ((tensor >= table.low) & (tensor <= high)).all():
            found.append(f"{name}: must be {table.low:g} to {high:g}")
    return found
