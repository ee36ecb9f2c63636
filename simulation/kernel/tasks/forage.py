"""Forage, for a block; the page `tasks/forage.py` of the reference.

A task is a page with PARTS, the names of what fitness is the sum of, and

- `Tally`, a record of what is counted;
- `begin(tally, state, body, world)` when measuring starts;
- `renew(tally, state, body, world, course)` before every step: sets the target where one is due, and says whether
  any was;
- `watch(tally, state, body, world)` after every step of physics;
- `score(tally, state, body, world)` sets parts [PARTS, LANES].
"""

import math
from typing import Annotated, NamedTuple

from numba import njit

from simulation.kernel.blocks import MAX_NODES, Floats
from simulation.kernel.elementary import cos_turns, sin_turns
from simulation.kernel.lanes import (
    HALF,
    INFINITE,
    LANES,
    ONE,
    TWO,
    ZERO,
    at_least,
    at_most,
    both,
    clamp,
    f32,
    stage,
    where,
)
from simulation.kernel.memory import Lanes
from simulation.kernel.physics import IN_PLAY
from simulation.kernel.random import uniform
from simulation.layouts import DRAWS
from simulation.tasks import forage as law

PARTS = ("pellets", "progress", "travel", "regression", "effort")

PELLET_RADIUS = f32(law.PELLET_RADIUS)
NEAREST_FIRST, NEAREST_SECOND, _, NEAREST_LATER = (f32(distance) for distance in law.NEAREST)
LOWEST, SPREAD, RISE = f32(law.LOWEST), f32(law.SPREAD), f32(law.RISE)
LOWEST_NATURAL, SPREAD_NATURAL = f32(law.LOWEST_NATURAL), f32(law.SPREAD_NATURAL)

PELLET, PROGRESS, REGRESSION = f32(law.PELLET), f32(law.PROGRESS), f32(law.REGRESSION)
PER_METRE, MOST_TRAVEL, LEAST_STEP = f32(law.PER_METRE), f32(law.MOST_TRAVEL), f32(law.LEAST_STEP)
EFFORT, STEPS_PER_SECOND = f32(law.EFFORT), f32(law.STEPS_PER_SECOND)


class Tally(NamedTuple):
    heading: Annotated[Floats, Lanes()]  # turns, from the creature to the pellet when it appeared
    first_gap: Annotated[Floats, Lanes()]  # m to the pellet when it appeared
    gap: Annotated[Floats, Lanes()]  # m to the pellet now
    closest: Annotated[Floats, Lanes()]  # m, the smallest gap to this pellet
    travelled: Annotated[Floats, Lanes()]  # m over the ground; in the natural world the farthest from the start
    effort: Annotated[Floats, Lanes()]  # sum over steps and muscles of |output|
    beyond: Annotated[Floats, Lanes()]  # m², by how much the nearest node misses the pellet, squares of distances
    reach_squared: Annotated[Floats, Lanes(MAX_NODES)]  # m², within which a node's centre collects, negative on padding
    body_reach: Annotated[Floats, Lanes()]  # m², within which the centre of mass does in the natural world


@stage
def begin(tally, state, body, world):
    """Nothing counted; the first pellet is due."""
    for lane in range(LANES):
        tally.heading[lane] = ZERO
        tally.travelled[lane] = ZERO
        tally.effort[lane] = ZERO
        tally.beyond[lane] = -ONE
        state.reached[lane] = -ONE  # so that the first counts as the one after
        whole = body.creature_radius[lane] + PELLET_RADIUS
        tally.body_reach[lane] = whole * whole
    for n in range(body.n_nodes):
        for lane in range(LANES):
            reach = body.radius[n, lane] + PELLET_RADIUS
            tally.reach_squared[n, lane] = where(body.occupied[n, lane] > ZERO, reach * reach, -ONE)


@stage
def watch(tally, state, body, world):
    """Count travel and effort, and see who reaches its pellet."""
    if world.is_natural:
        gain_ground(tally, state)
    else:
        travel(tally, state)
    for lane in range(LANES):
        tally.effort[lane] += state.effort[lane]
        gap = ground_gap(state, body, lane)
        tally.gap[lane] = gap
        tally.closest[lane] = at_most(tally.closest[lane], gap)
        tally.beyond[lane] = INFINITE
    if world.is_natural:
        come_near(tally, state)
    else:
        touch(tally, state, body)


@stage
def travel(tally, state):
    """Count the way over the ground."""
    for lane in range(LANES):
        dx = state.centre[0, lane] - state.before[0, lane]
        dz = state.centre[2, lane] - state.before[2, lane]
        step = math.sqrt(dx * dx + dz * dz)
        tally.travelled[lane] += where(step > LEAST_STEP, step, ZERO)


@stage
def gain_ground(tally, state):
    """See how far from the start the centre of mass has got."""
    for lane in range(LANES):
        dx = state.centre[0, lane] - state.start[0, lane]
        dz = state.centre[2, lane] - state.start[2, lane]
        tally.travelled[lane] = at_least(tally.travelled[lane], math.sqrt(dx * dx + dz * dz))


@stage
def come_near(tally, state):
    """Sets beyond: how far the centre of mass is out of the body's reach."""
    for lane in range(LANES):
        dx = state.centre[0, lane] - state.target[0, lane]
        dy = state.centre[1, lane] - state.target[1, lane]
        dz = state.centre[2, lane] - state.target[2, lane]
        tally.beyond[lane] = dx * dx + dy * dy + dz * dz - tally.body_reach[lane]


@stage
def touch(tally, state, body):
    """Sets beyond: how far the nearest node is out of its reach."""
    for n in range(body.n_nodes):
        for lane in range(LANES):
            dx = state.x[0, n, lane] - state.target[0, lane]
            dy = state.x[1, n, lane] - state.target[1, lane]
            dz = state.x[2, n, lane] - state.target[2, lane]
            beyond = dx * dx + dy * dy + dz * dz - tally.reach_squared[n, lane]
            tally.beyond[lane] = at_most(tally.beyond[lane], beyond)


@stage
def renew(tally, state, body, world, course):
    """Count the pellets within reach and give who collected one the next, none after the last explicit one."""
    n_positions = course.n_positions
    renewed = False
    for lane in range(LANES):
        if tally.beyond[lane] <= ZERO:
            number = int(state.reached[lane]) + 1
            is_first = number == 0
            if is_first or (state.fault[lane] == IN_PLAY and (n_positions == 0 or number <= n_positions)):
                renewed = True
                state.reached[lane] = f32(number)
                if n_positions == 0:
                    stream = course.stream[body.rows[lane]]
                    heading, distance, high = drawn_pellet(stream, number, tally.heading[lane])
                    height = LOWEST + SPREAD * high + RISE * f32(number)
                    if world.is_natural:
                        height = LOWEST_NATURAL + SPREAD_NATURAL * high
                    distance += body.creature_radius[lane]
                    x = state.centre[0, lane] + distance * cos_turns(heading)
                    z = state.centre[2, lane] + distance * sin_turns(heading)
                    tally.heading[lane] = heading
                    state.target[0, lane] = clamp(x, -world.edge, world.edge)
                    state.target[1, lane] = height
                    state.target[2, lane] = clamp(z, -world.edge, world.edge)
                else:
                    place = min(number, n_positions - 1)
                    for axis in range(3):
                        state.target[axis, lane] = course.positions[place, axis]
                gap = ground_gap(state, body, lane)
                gap = ZERO if n_positions > 0 and number >= n_positions else gap
                tally.gap[lane] = gap
                tally.closest[lane] = gap
                tally.first_gap[lane] = gap
    return renewed


@njit(nogil=True)
def drawn_pellet(stream, number, last_heading):
    """Heading in turns, distance in m from the creature's edge, and the chance of the height, of the next pellet.

    The first is anywhere around, later ones within ±90° of the opposite of the last heading.
    """
    draw = 3 * (number % DRAWS)
    spin, far, high = uniform(stream, draw), uniform(stream, draw + 1), uniform(stream, draw + 2)
    heading = spin if number == 0 else last_heading + HALF + (spin - HALF) * HALF
    nearest = NEAREST_FIRST if number == 0 else NEAREST_SECOND
    nearest = NEAREST_LATER if number > 2 else nearest
    return heading, nearest + far, high


@stage
def ground_gap(state, body, lane):
    """m over the ground from the creature's edge to the target, at least 0."""
    dx = state.target[0, lane] - state.centre[0, lane]
    dz = state.target[2, lane] - state.centre[2, lane]
    return at_least(math.sqrt(dx * dx + dz * dz) - body.creature_radius[lane], ZERO)


@stage
def score(tally, state, body, world):
    """Points for pellets, for the way to the present one and for travel; less what was lost again and for effort."""
    for lane in range(LANES):
        first_gap, gap, reached = tally.first_gap[lane], tally.gap[lane], state.reached[lane]
        way = where(first_gap > ZERO, first_gap, ONE)  # a pellet born within reach has no way to it
        progress = PROGRESS * clamp((way - gap) / way, ZERO, ONE)
        lost = REGRESSION * clamp((gap - tally.closest[lane]) / (way / TWO), ZERO, ONE)
        lost = where(both(first_gap > ZERO, reached > ZERO), lost, ZERO)
        travel = PER_METRE * tally.travelled[lane]
        mean_output = tally.effort[lane] / (STEPS_PER_SECOND * world.seconds * body.muscles[lane])
        state.parts[0, lane] = PELLET * reached
        state.parts[1, lane] = where(first_gap > ZERO, progress, ZERO)
        state.parts[2, lane] = at_most(travel, MOST_TRAVEL)
        state.parts[3, lane] = -lost
        state.parts[4, lane] = -(world.efficiency * EFFORT) * mean_output
