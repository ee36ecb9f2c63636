"""Shards: how an evaluation is cut so that several threads can play it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from simulation.episode import Episodes


@dataclass(frozen=True)
class Shard:
    """One call of a backend's time loop."""

    first: int  # in the backend's own units: rows for torch
    last: int  # the one after the last
    layout: int  # the number of the layout it plays
    creatures: int
    cost: float  # s, roughly, on one thread


class Job(Protocol):
    """One evaluation cut into shards, which may be played in any order, each on any thread, once."""

    @property
    def shards(self) -> Sequence[Shard]:
        """In no certain order; a pool takes the costliest first."""

    def play(self, shard: Shard) -> None:
        """Play one shard and keep its results in the job."""

    def episodes(self) -> Episodes:
        """The results of all shards once they are played, on the CPU."""
