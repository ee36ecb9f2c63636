"""Layouts: how a creature starts, what ground it meets and where its targets are, drawn from the run's seed alone."""

from dataclasses import dataclass

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.random import streams, uniform

DRAWS = 64  # targets a layout has numbers for; whoever reaches more meets the same numbers again
STARTS = 20  # nodes a layout has numbers for: as many as any body may have


@dataclass(frozen=True)
class Course:
    """One layout as a batch meets it; exactly one of the first two is set."""

    draws: Tensor | None  # [DRAWS, 3, B] in 0..1: angle, distance and height of each target
    positions: Tensor | None  # [T, 3] m, met in order
    starts: Tensor  # [STARTS, 3, B] in 0..1: how far each node is moved at birth, as a share of all that may be
    ground: Tensor  # [3, B] in 0..1: which piece of the ground is met


@dataclass(frozen=True)
class Layouts:
    """The layouts that creatures meet in one evaluation; equal Layouts give equal scores."""

    seed: int
    purpose: str
    epoch: int
    count: int
    own: bool  # each creature its own, else all the same
    positions: tuple[tuple[float, float, float], ...] = ()  # explicit targets in place of drawn ones
    whose: int = 0  # id of the creature whose own layout all meet, where they meet the same

    def course(self, index: int, ids: Tensor, like: Tensor) -> Course:
        """Layout number `index` for the creatures of `ids` [B], in the dtype of `like`."""
        drawn = uniform(*self._named(index, ids), DRAWS + STARTS + 1, 3).movedim(0, -1).to(like.dtype)
        targets, starts = drawn[:DRAWS].contiguous(), drawn[DRAWS:-1].contiguous()
        if self.positions:
            positions = torch.tensor(self.positions, dtype=like.dtype, device=like.device)
            return Course(None, positions, starts, drawn[-1])
        return Course(targets, None, starts, drawn[-1])

    def ground(self, index: int, ids: Tensor) -> Tensor:
        """Numbers [3, B] in 0..1 of the ground that the creatures of `ids` [B] meet in layout number `index`."""
        return uniform(*self._named(index, ids), DRAWS + STARTS + 1, 3)[:, -1].T

    def streams(self, index: int, ids: Tensor) -> Tensor:
        """Streams [B] of the random numbers that targets are drawn from in layout number `index`."""
        return streams(*self._named(index, ids))

    def _named(self, index: int, ids: Tensor) -> tuple[int, str, int, Tensor]:
        """What names the numbers of a layout: seed, purpose, epoch and whose it is."""
        return self.seed, f"{self.purpose} {index}", self.epoch, ids if self.own else torch.full_like(ids, self.whose)


def layouts_of(config: RunConfig, generation: int) -> Layouts:
    """The layouts of a generation; they change every `layout_period` generations."""
    epoch = generation // config.layout_period if config.layout_period else 0
    return Layouts(config.seed, "layout", epoch, config.layout_count, config.layouts == "own")


def held_out_layouts(config: RunConfig) -> Layouts:
    """What champions are also scored on, in every generation: one layout for each id from 0 to HELD_OUT − 1.

    A champion meets all of them in one batch, as so many copies of itself.
    """
    return Layouts(config.seed, "held-out layout", 0, 1, own=True)


def held_out_layout(config: RunConfig, trial: int) -> Layouts:
    """Number `trial` of the held-out layouts, for whoever is to meet it."""
    return Layouts(config.seed, "held-out layout", 0, 1, own=False, whose=trial)


def race_layout(number: int) -> Layouts:
    """What champions of different runs race in, one of many: of a stream of its own, so that none has met it before."""
    return Layouts(number, "race layout", 0, 1, own=False)


def explicit_layout(positions: list[tuple[float, float, float]]) -> Layouts:
    """One layout of given target positions, met in order by every creature."""
    return Layouts(0, "explicit", 0, 1, own=False, positions=tuple(positions))
