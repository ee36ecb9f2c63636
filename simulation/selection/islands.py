"""Islands: parts of a population that evolve by themselves, but for a few migrants now and then.

The islands form a ring, and copies of each one's best go on to the next (Whitley, Rana & Heckendorn 1999, The Island
Model Genetic Algorithm).
"""

import torch
from torch import Tensor

from simulation.config import RunConfig


def settled(count: int, config: RunConfig) -> Tensor:
    """The islands [count] int16 of so many newborns: parts of about equal size, of at least 2 where there are so many.

    Row after row is given out, so that each island has rows of its own side by side.
    """
    islands = min(config.islands, max(count // 2, 1))
    return (torch.arange(count) * islands // count).to(torch.int16)


def is_migration(config: RunConfig, generation: int) -> bool:
    """Whether migrants arrive with the offspring of this generation."""
    return config.islands > 1 and generation % config.migration_every == 0


def emigrants(best_first: Tensor, island: Tensor, config: RunConfig) -> Tensor:
    """Who is copied, and the island of the copy: rows and islands [m, 2].

    Args:
        best_first: [S] rows of survivors, by what selection goes by.
        island: [P] where every creature lives.
    """
    last = int(island.max())
    leaving = [best_first[island[best_first] == home][: config.migrants] for home in range(last + 1)]
    return torch.cat(
        [torch.stack([rows, torch.full_like(rows, (home + 1) % (last + 1))], 1) for home, rows in enumerate(leaving)]
    )
