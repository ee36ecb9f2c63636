"""Backends: the forms of the time loop, how each cuts an evaluation into shards, and which one is in force."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.episode import Episodes, mean_over_layouts, rollout
from simulation.errors import ConfigError, Problem
from simulation.kernel import job as kernel
from simulation.kernel import loading
from simulation.layouts import Layouts
from simulation.population import Population
from simulation.shards import Job, Shard
from simulation.threads import one_torch_thread


@dataclass(frozen=True)
class Backend:
    """One form of the time loop, and how it likes to be called."""

    prepare: Callable[[Population, RunConfig, Layouts, Tensor | None], Job]  # the last: who is filmed, [B] bool
    refusal: Callable[[RunConfig], str]  # why it cannot play these settings; "" where it can
    load: Callable[[], None]  # everything that must not be loaded or compiled within a request
    scales: bool  # whether several threads finish sooner than one
    narrowest: int  # creatures; a smaller batch takes as long as one of this size


class TorchJob:
    """An evaluation by the reference time loop, in shards of rows."""

    MOST_ROWS: ClassVar = {"cpu": 1024, "cuda": 32768}  # of one shard; bounds memory too
    NARROWEST = 400  # rows; below, the time goes into calling operations
    STEP_COST = 1e-6  # s, roughly, of one creature's step on one thread

    def __init__(self, population: Population, config: RunConfig, layouts: Layouts, record: Tensor | None):
        self._population, self._config, self._layouts, self._record = population, config, layouts, record
        self._device = device_of(config)
        self._n_layouts = layouts.count if config.has_layouts else 1
        self._played: dict[tuple[int, int], Episodes] = {}  # by first row and layout
        count, most = len(population), self.MOST_ROWS[self._device]
        self._firsts = range(0, count, most)
        self.shards = [
            Shard(first, min(first + most, count), layout, min(most, count - first), self._cost(count - first))
            for layout in range(self._n_layouts)
            for first in self._firsts
        ]

    def _cost(self, rows: int) -> float:
        rows = min(max(rows, self.NARROWEST), self.MOST_ROWS[self._device])
        return rows * self._config.n_physics_steps * self.STEP_COST

    def play(self, shard: Shard) -> None:
        """Play one layout with some rows."""
        rows = slice(shard.first, shard.last)
        with one_torch_thread(), torch.inference_mode():  # nobody asks for gradients; keeping track costs half
            part = self._population[rows].map(lambda tensor: tensor.to(self._device))
            filmed = self._record if shard.layout == 0 else None
            record = None if filmed is None else filmed[rows].to(self._device)
            played = rollout(part, self._config, self._layouts, shard.layout, record)
            self._played[shard.first, shard.layout] = played.map(Tensor.cpu)

    def episodes(self) -> Episodes:
        """Means over the layouts, in the order of the rows."""
        return Episodes.cat(
            [
                mean_over_layouts([self._played[first, layout] for layout in range(self._n_layouts)])
                for first in self._firsts
            ]
        )


def plays_anything(config: RunConfig) -> str:
    """The reference refuses no settings."""
    return ""


def loaded_on_import() -> None:
    """To import this page is to load torch; it compiles nothing."""


BACKENDS = {
    "kernel": Backend(
        kernel.KernelJob, refusal=kernel.refusal, load=loading.load, scales=True, narrowest=kernel.NARROWEST
    ),
    "torch": Backend(
        TorchJob, refusal=plays_anything, load=loaded_on_import, scales=False, narrowest=TorchJob.NARROWEST
    ),
}
PREFERRED = ("kernel", "torch")  # by `auto`: the first that is there and can play the settings on their device
HAS_GPU_FORM = {"torch"}


def backend_of(config: RunConfig) -> str:
    """The backend in force, a key of BACKENDS.

    Raises:
        ConfigError: where the settings name one that cannot play them.
    """
    name: str = config.backend
    if name == "auto":
        able = [key for key in PREFERRED if key in BACKENDS and not BACKENDS[key].refusal(config)]
        return next(key for key in able if config.device != "cuda" or key in HAS_GPU_FORM)
    if refusal := BACKENDS[name].refusal(config):
        raise ConfigError([Problem("backend", refusal)])
    return name


def device_of(config: RunConfig) -> str:
    """The kind of device in force: "cpu" or "cuda".

    Raises:
        ConfigError: where the settings ask for a GPU that is not there, or for one with a backend that has no use for
            it.
    """
    if backend_of(config) not in HAS_GPU_FORM:
        if config.device == "cuda":
            raise ConfigError([Problem("device", f"must be auto or cpu: the {config.backend} backend runs on the CPU")])
        return "cpu"
    there = torch.cuda.is_available()
    if config.device == "cuda" and not there:
        raise ConfigError([Problem("device", "must be auto or cpu: this machine has no CUDA device")])
    return "cuda" if there and config.device != "cpu" else "cpu"
