"""The numbers in which the two worlds differ; model.md has the published one, world.md the natural one."""

import math
from dataclasses import dataclass, replace

from simulation.config import RunConfig

BOUNCE = 0.2  # share of the speed at which it meets the published world's ground with which a node leaves it
ARENA, CEILING = 50.0, 30.0  # m, the published world's walls: from the origin over the ground, and above it
TISSUE = 3000.0  # N/m, how stiff a muscle of the natural world is beyond its stroke
ANY_STROKE = 1e6  # of the published world, in which nothing is that long
ENDLESS = 2000.0  # m, how far from the origin float32 still tells a millimetre or so


@dataclass(frozen=True)
class Laws:
    """What holds for the bodies of a run."""

    dt: float  # s, of a physics step
    n_substeps: int  # physics steps of a control step
    gravity: float  # m/s²
    strength: float  # N, the most a muscle pulls or pushes
    stroke: float  # share of its rest length by which a muscle may be told to be shorter or longer
    tissue: float  # N/m, with which a muscle resists being shorter or longer than at birth by more than its stroke
    gain: float  # share of its rest length by which a net's whole output shortens a muscle
    shortest: float  # a net may tell a muscle to take its rest length divided by this
    longest: float  # or multiplied by this
    bounce: float  # share of the speed at which it meets the ground with which a node leaves it
    loaded: bool  # friction is in proportion to the load that a step brings; else to the weight, on level ground
    own_axes: bool  # directions are sensed in the creature's own frame; else in the world's
    limit: float  # m from the origin over the ground, beyond which a creature is disqualified
    ceiling: float  # m above the origin, likewise


def laws_of(config: RunConfig) -> Laws:
    """The laws of a run."""
    published = Laws(
        dt=1 / config.step_hz,
        n_substeps=config.n_substeps,
        gravity=config.gravity,
        strength=math.inf,
        stroke=ANY_STROKE,
        tissue=0.0,
        gain=1.0,
        shortest=config.max_extension,
        longest=config.max_extension,
        bounce=BOUNCE,
        loaded=False,
        own_axes=False,
        limit=ARENA,
        ceiling=CEILING,
    )
    if not config.is_natural:
        return published
    return replace(
        published,
        strength=config.muscle_strength,
        stroke=config.stroke,
        tissue=TISSUE,
        gain=config.stroke,
        shortest=1 / (1 - config.stroke),
        longest=1 + config.stroke,
        bounce=0.0,
        loaded=True,
        own_axes=True,
        limit=ENDLESS,
        ceiling=ENDLESS,
    )
