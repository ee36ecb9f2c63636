"""Timetable: what time it is at every step, where the steps are taken; a graph can only be told by its own memory."""

import math
from dataclasses import dataclass

from torch import Tensor

from simulation.config import RunConfig


@dataclass(frozen=True)
class Timetable:
    """Rows for all steps of an episode, and for the few after it that fill up the last stretch."""

    seconds: Tensor  # [T] s since measuring started
    clock: Tensor  # [T, C] the same, as nets are told

    @classmethod
    def of(cls, config: RunConfig, like: Tensor) -> "Timetable":
        """In the dtype and on the device of `like`."""
        times = [step / config.control_hz for step in range(config.n_steps + config.brain_every)]
        return cls(like.new_tensor(times), like.new_tensor([encoded(t, config) for t in times]))


def encoded(t: float, config: RunConfig) -> list[float]:
    """The time t s, as the settings encode it for nets."""
    turn, ramp = 2 * math.pi * config.clock_hz * t, 2 * t / config.seconds - 1
    wave = -math.cos(turn)
    return {
        "none": [],
        "sin": [wave],
        "raw": [ramp],
        "cyclic": [wave, math.sin(turn)],
        "sin_raw": [wave, ramp],
    }[config.clock]
