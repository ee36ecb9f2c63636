"""Terrain: the shape of the ground, as a task chooses it for a run; y is up, in m. This page imports no torch.

How high it is, and how it rises, is worked out in physics/ground.py, and for blocks in kernel/terrain.py.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from math import cos, pi, sin
from random import Random
from typing import Any

from simulation.config import RunConfig


@dataclass(frozen=True)
class Level:
    """The plane y = 0."""


@dataclass(frozen=True)
class Steps:
    """Stairs along +x with upright risers, each `rise` higher than the one before; level in z and before the first.

    Step k = 1, 2, … begins at x = first + (k − 1)·depth; its riser is k·rise high, its tread at rise·k·(k + 1)/2.
    """

    first: float  # m
    depth: float  # m
    rise: float  # m


@dataclass(frozen=True)
class Waves:
    """A sum of sines that begins at x = start and is whole from start + ramp on; level before.

    height = smooth((x − start)/ramp) · Σ amplitude·sin(kx·x + kz·z + phase),  smooth(s) = s²·(3 − 2s), s within 0..1
    """

    start: float  # m
    ramp: float  # m
    waves: tuple[tuple[float, float, float, float], ...]  # amplitude m, kx and kz rad/m, phase rad


Terrain = Level | Steps | Waves
KINDS = {Steps: "steps", Waves: "waves"}

WAVELENGTHS = (2.0, 3.0, 4.5, 7.0)  # m, more or less
FIRST_VARIES = 0.5  # m, how much nearer or farther a layout may put the first riser
PIECE = 100.0  # m along each axis, from which a layout takes its piece of the waves
DIGITS = 4  # decimals, of what is drawn: a replay's header tells the very numbers that were played on


def level(config: RunConfig) -> Level:
    """Level ground, whatever the settings."""
    return Level()


def steps(config: RunConfig) -> Steps:
    """Stairs that a creature meets a short way ahead, beyond what newborns reach, and towers that topple."""
    return Steps(first=4.0 if config.is_natural else 2.5, depth=1.2, rise=config.step_rise)


def waves(config: RunConfig) -> Waves:
    """The run's own rough ground: as many waves as wavelengths, spread over all directions, drawn from its seed.

    The longer a wave, the higher, so that all are equally steep: together they rise 0.9·roughness a metre at most.
    """
    random = Random(f"terrain {config.seed}")  # noqa: S311 - no secret
    lengths = [typical * random.uniform(0.85, 1.15) for typical in WAVELENGTHS]
    drawn = []
    for number, length in enumerate(lengths):
        amplitude, pace = config.roughness / 2 * length / sum(lengths), 2 * pi / length
        heading, phase = pi * (number + random.random()) / len(lengths), random.uniform(0, 2 * pi)
        wave = (amplitude, pace * cos(heading), pace * sin(heading), phase)
        drawn.append((round(wave[0], DIGITS), round(wave[1], DIGITS), round(wave[2], DIGITS), round(wave[3], DIGITS)))
    return Waves(start=2.0, ramp=3.0, waves=tuple(drawn))


def varied(terrain: Terrain, ground: Sequence[Any]) -> Terrain:
    """The terrain as a layout has it: its first riser elsewhere, or another piece of its waves.

    Args:
        ground: two numbers in 0..1, or tensors [B] of them; then numbers of the terrain are tensors [B].
    """
    if isinstance(terrain, Steps):
        return replace(terrain, first=terrain.first + FIRST_VARIES * (2 * ground[0] - 1))
    if isinstance(terrain, Waves):
        along, across = PIECE * ground[0], PIECE * ground[1]
        return replace(
            terrain, waves=tuple((a, kx, kz, phase + kx * along + kz * across) for a, kx, kz, phase in terrain.waves)
        )
    return terrain


def described(terrain: Terrain) -> dict[str, Any] | None:
    """The terrain as JSON that a viewer can draw it from; None: level."""
    if isinstance(terrain, Level):
        return None
    told = {"kind": KINDS[type(terrain)]} | asdict(terrain)
    return told | {"waves": [list(wave) for wave in terrain.waves]} if isinstance(terrain, Waves) else told
