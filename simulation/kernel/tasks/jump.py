"""Jump, for a block; the page `tasks/jump.py` of the reference."""

import math
from typing import Annotated, NamedTuple

from simulation.kernel.blocks import AXES, MAX_MUSCLES, Floats
from simulation.kernel.lanes import (
    HALF,
    INFINITE,
    LANES,
    ONE,
    ZERO,
    at_least,
    at_most,
    both,
    f32,
    lane_array,
    stage,
    where,
)
from simulation.kernel.memory import Lanes
from simulation.kernel.physics import SHORTEST, stretch
from simulation.tasks import jump as law

PARTS = ("height",)

LEAST_HOP, TOUCH = f32(law.LEAST_HOP), f32(law.TOUCH)


class Tally(NamedTuple):
    passive: Annotated[Floats, Lanes()]  # m, what the lowest node, or the centre of mass, could reach without drive
    highest: Annotated[Floats, Lanes()]  # m, its highest clearance so far
    lowest: Annotated[Floats, Lanes()]  # m, the lowest node's clearance now


@stage
def begin(tally, state, body, world):
    """Nothing jumped yet; what is sensed is the ground beneath the creature, and so how high above it it is."""
    for lane in range(LANES):
        state.reached[lane] = ZERO
        state.target[1, lane] = ZERO
    watch(tally, state, body, world)
    charge(tally, state, body, world)
    for lane in range(LANES):
        tally.highest[lane] = ZERO


@stage
def charge(tally, state, body, world):
    """Sets passive: how high the centre of mass could get by what it starts with; for who rests on the ground 0.

    In the natural world, where it counts from its standing height, as high as it is.
    """
    span = lane_array(AXES, MAX_MUSCLES, LANES)
    motion, tension = lane_array(LANES), lane_array(LANES)
    is_natural = f32(world.is_natural)
    for lane in range(LANES):
        motion[lane] = ZERO
        tension[lane] = ZERO
    for n in range(body.n_nodes):
        for lane in range(LANES):
            vx, vy, vz = state.v[0, n, lane], state.v[1, n, lane], state.v[2, n, lane]
            motion[lane] += body.mass_share[n, lane] * (vx * vx + vy * vy + vz * vz)
    stretch(span, state.x, body)
    for m in range(body.n_muscles):
        for lane in range(LANES):
            dx, dy, dz = span[0, m, lane], span[1, m, lane], span[2, m, lane]
            stretched = at_least(math.sqrt(dx * dx + dy * dy + dz * dz), SHORTEST) - state.length[m, lane]
            tension[lane] += body.stiffness[m, lane] * stretched * stretched
    for lane in range(LANES):
        mass = ONE / (body.inverse_mass[0, lane] * body.mass_share[0, lane])
        height = state.centre[1, lane] + HALF * (motion[lane] + tension[lane] / mass) / world.gravity
        rests = both(motion[lane] == ZERO, tally.lowest[lane] <= TOUCH)
        standing = where(is_natural > ZERO, state.centre[1, lane], ZERO)
        tally.passive[lane] = where(rests, standing, height)


@stage
def renew(tally, state, body, world, course):
    """There is nothing to draw."""
    return False


@stage
def watch(tally, state, body, world):
    """See how high the body is."""
    is_natural = f32(world.is_natural)
    for lane in range(LANES):
        tally.lowest[lane] = INFINITE
        state.target[0, lane] = state.centre[0, lane]
        state.target[2, lane] = state.centre[2, lane]
    for n in range(body.n_nodes):
        for lane in range(LANES):
            clearance = state.x[1, n, lane] - state.floor[n, lane]
            clearance = where(body.occupied[n, lane] > ZERO, clearance, INFINITE)
            tally.lowest[lane] = at_most(tally.lowest[lane], clearance)
    for lane in range(LANES):
        risen = state.centre[1, lane] - tally.passive[lane]
        height = where(is_natural > ZERO, at_most(tally.lowest[lane], risen), tally.lowest[lane])
        tally.highest[lane] = at_least(tally.highest[lane], height)


@stage
def score(tally, state, body, world):
    """The height jumped, in m."""
    is_natural = f32(world.is_natural)
    for lane in range(LANES):
        passive = where(is_natural > ZERO, ZERO, tally.passive[lane])
        state.parts[0, lane] = at_least(tally.highest[lane] - passive - LEAST_HOP, ZERO)
