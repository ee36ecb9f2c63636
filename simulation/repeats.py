"""Repeats: whether a creature does again what it did when its physics is computed in smaller steps; and its energy.

A score that only one size of step gives is none of the creature's doing. So its held-out trials are simulated at one,
two and four times the physics rate, and the medians compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from simulation.bodies import grow, padded
from simulation.champions import HELD_OUT
from simulation.checkpoint import decode_creatures
from simulation.config import RunConfig
from simulation.film import Films
from simulation.held_out import in_held_out
from simulation.population import Population, name_of

MULTIPLES = (1, 2, 4)  # of the run's physics rate
LEAST_WAY = 0.1  # m, on a shorter way no cost of transport is told


@dataclass(frozen=True)
class Measured:
    """What a creature's held-out trials came to."""

    creature: str
    medians: list[float]  # fitness, at each of MULTIPLES
    repeats: float | None  # the lower of the medians' ratios to the first, 0 to 1; None: it got nowhere to begin with
    speed: float  # body lengths/s, from start to end over the ground
    work: float  # J a trial, of its muscles
    transport: float | None  # J/(kg·m), cost of transport; None: it went no way


def measured(config: RunConfig, checkpoint: bytes, creature_id: int) -> Measured:
    """Measure one creature of a checkpoint's generation.

    Raises:
        CheckpointError: where the bytes are no checkpoint of these settings.
    """
    _, creature = decode_creatures(checkpoint, config, [creature_id])
    return measured_creature(creature, config)


def measured_creature(creature: Population, config: RunConfig) -> Measured:
    """Measure a population of one."""
    once = in_held_out(creature, config, record=True)
    faster = [scores_at(creature, config, HELD_OUT, multiple) for multiple in MULTIPLES[1:]]
    medians = [float(np.median(scores)) for scores in (once.fitness.numpy(), *faster)]
    assert once.films is not None
    name = name_of(int(creature.id[0]))
    return Measured(name, medians, ratio_of(medians), *energy_of(creature, config, once.films))


def scores_at(creature: Population, config: RunConfig, starts: int, multiple: int) -> NDArray[np.float32]:
    """Fitness [starts] of a creature in so many held-out layouts, at a multiple of its physics rate."""
    return in_held_out(creature, at_rate(config, multiple), starts).fitness.numpy()


def at_rate(config: RunConfig, multiple: int) -> RunConfig:
    """The settings at a multiple of their physics rate, which may be beyond what a run may have.

    In the natural world creatures sense and act as often as before; in the published one all goes by the physics rate.
    """
    return config.model_copy(update={"physics_hz": config.step_hz * multiple})


def ratio_of(medians: Sequence[float]) -> float | None:
    """Return how much of the first median the lowest of the others is, 0 to 1; None where that is not above 0."""
    first, *others = medians
    return min(1.0, *(max(0.0, other / first) for other in others)) if first > 0 else None


def energy_of(creature: Population, config: RunConfig, films: Films) -> tuple[float, float, float | None]:
    """Speed in body lengths/s, work in J a trial, and cost of transport in J/(kg·m), means over the films.

    A body is as long as its farthest nodes are apart at birth, to their surfaces. Speed goes by the straight line from
    start to end; transport by the way of the centre of mass over the ground, looked at once a second, since a body that
    only sways has none: work / (mass · way).
    """
    length, mass = length_and_mass(creature, config)
    every = round(config.control_hz / config.frame_every)  # frames a second
    over_ground = films.centre[..., ::2]
    speed = np.hypot(*(over_ground[:, -1] - over_ground[:, 0]).T).mean() / (length * config.seconds)
    way = np.hypot(*np.diff(over_ground[:, ::every], axis=1).transpose(2, 0, 1)).sum(1).mean()
    work = films.work.mean()
    return float(speed), float(work), float(work / (mass * way)) if way >= LEAST_WAY else None


def length_and_mass(creature: Population, config: RunConfig) -> tuple[float, float]:
    """A creature's length in m, between the surfaces of its farthest nodes at birth, and its mass in kg."""
    bodies = grow(padded(creature), config)
    mask = bodies.node_mask[:, 0]
    places, radius = bodies.birth[:, mask, 0].T, bodies.radius[mask, 0]
    apart = torch.cdist(places, places) + radius + radius[:, None]
    return float(apart.max()), float((1 / bodies.inverse_mass[mask, 0]).sum())
