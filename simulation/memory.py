"""Memory: what evolution knows of a run besides its creatures and their scores, kept with every checkpoint.

Tables of mechanisms that are off have no rows. P creatures.
"""

from dataclasses import dataclass, fields
from typing import Self

import torch
from torch import Tensor

from simulation.config import RunConfig

MOST_SPECIES = 64  # at a time
ARCHIVED = 2000  # behaviours that novelty search remembers
MOST_INNOVATIONS = 2**22
KEYS = 2**31  # parts of an innovation's key are smaller


@dataclass(frozen=True)
class Memory:
    """What is known once a generation is scored."""

    innovations: Tensor  # [K, 2] int64, keys of NEAT's genes; a gene's number is its row + 1
    species: Tensor  # [P] int64 number of every creature's species; 0: there are none
    species_table: Tensor  # [S, 4] float64 of those that live: number, born, best fitness so far, generation of that
    newest_species: Tensor  # [1] int64 the highest number that was ever given
    island: Tensor  # [P] int16, where every creature lives
    archive: Tensor  # [A, 2] float32 m, behaviours that novelty search remembers
    progress: Tensor  # [W] float64, mean fitness of recent generations, for adaptive mutation
    boost: Tensor  # [1] float64, what the next generation's mutation is multiplied by

    @classmethod
    def of_newborns(cls, innovations: Tensor, island: Tensor) -> Self:
        """Before anything was scored."""
        return cls(
            innovations=innovations,
            species=torch.zeros(len(island), dtype=torch.int64),
            species_table=torch.zeros(0, 4, dtype=torch.float64),
            newest_species=torch.zeros(1, dtype=torch.int64),
            island=island,
            archive=torch.zeros(0, 2),
            progress=torch.zeros(0, dtype=torch.float64),
            boost=torch.ones(1, dtype=torch.float64),
        )

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
    fewest: int  # rows
    most: int
    low: float  # of every number
    high: float


def tables(config: RunConfig) -> dict[str, Table]:
    """What a memory's tensors may be under these settings."""
    count, numbers, anything = config.population, 2**53, torch.finfo(torch.float64).max
    innovations = MOST_INNOVATIONS if config.brain == "neat" else 0
    return {
        "innovations": Table(torch.int64, (2,), 0, innovations, -KEYS, KEYS),
        "species": Table(torch.int64, (), count, count, 0, numbers),
        "species_table": Table(torch.float64, (4,), 0, MOST_SPECIES, -anything, anything),
        "newest_species": Table(torch.int64, (), 1, 1, 0, numbers),
        "island": Table(torch.int16, (), count, count, 0, config.islands - 1),
        "archive": Table(torch.float32, (2,), 0, ARCHIVED, -anything, anything),
        "progress": Table(torch.float64, (), 0, 2 * config.adaptive_window, -anything, anything),
        "boost": Table(torch.float64, (), 1, 1, 1, config.adaptive_most),
    }


def largest(config: RunConfig) -> int:
    """Bytes that a memory can have at most under these settings."""
    return sum(table.most * torch.Size(table.row).numel() * table.dtype.itemsize for table in tables(config).values())


def problems(memory: dict[str, Tensor], config: RunConfig) -> list[str]:
    """What keeps tensors, by the names of the fields, from being a memory under these settings."""
    known = tables(config)
    found = [f"{name}: must not be there" for name in sorted(memory.keys() - known.keys())]
    for name, table in known.items():
        tensor = memory.get(name)
        if tensor is None:
            found.append(f"{name}: is missing")
        elif (
            tensor.dtype != table.dtype
            or tensor.shape[1:] != table.row
            or not table.fewest <= len(tensor) <= table.most
        ):
            wanted = f"{table.dtype} with {table.fewest} to {table.most} rows of {list(table.row)}"
            found.append(f"{name}: must be {wanted}, not {tensor.dtype} {list(tensor.shape)}")
        elif not ((tensor >= table.low) & (tensor <= table.high)).all():
            found.append(f"{name}: must be {table.low:g} to {table.high:g}")
    return found or contradictions(Memory.named(memory))


def contradictions(memory: Memory) -> list[str]:
    """What a memory, whose tensors are right one by one, says against itself."""
    numbers, (first, second) = memory.species_table[:, 0].long().tolist(), memory.innovations.T
    found = []
    if sorted(set(memory.species.tolist())) != (numbers or [0]):
        found.append("species: must be those of species_table, rising there")
    if numbers and numbers[-1] > int(memory.newest_species):
        found.append("newest_species: must be no less than any number in species_table")
    rising = torch.sort((first << 32) + second).values
    if (second < 0).any() or (rising[1:] == rising[:-1]).any():
        found.append("innovations: must all be different, none with a second part below 0")
    return found
