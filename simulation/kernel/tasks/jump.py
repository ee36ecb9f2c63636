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

PARTS = ("height",)

LEAST_HOP = f32(0.05)  # m
TOUCH = f32(1e-3)  # m, who starts no higher than this is on the ground


class Tally(NamedTuple):
    passive: Annotated[Floats, Lanes()]  # m, what the lowest node could reach without drive
    highest: Annotated[Floats, Lanes()]  # m, its highest clearance so far
    lowest: Annotated[Floats, Lanes()]  # m, its clearance now


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
    """Sets passive: how high the centre of mass could get by what it starts with; 0 for who rests on the ground."""
    span = lane_array(AXES, MAX_MUSCLES, LANES)
    motion, tension = lane_array(LANES), lane_array(LANES)
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
        tally.passive[lane] = where(rests, ZERO, height)


@stage
def renew(tally, state, body, world, course):
    """There is nothing to draw."""
    return False


@stage
def watch(tally, state, body, world):
    """See how high the lowest node is."""
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
        tally.highest[lane] = at_least(tally.highest[lane], tally.lowest[lane])


@stage
def score(tally, state, body, world):
    """The height jumped, in m."""
    for lane in range(LANES):
        state.parts[0, lane] = at_least(tally.highest[lane] - tally.passive[lane] - LEAST_HOP, ZERO)
