"""The ground under a block; the pages `physics/ground.py` and `physics/contact.py` of the reference.

Its stages are called where the ground is not level. Which it is, is looked up once for a node's whole block: the same
code plays on all of them. It is compiled on its own, or the time loop would get slower on level ground.
"""

import math

from simulation.kernel.blocks import AXES
from simulation.kernel.elementary import ROUND, cos_turns, sin_turns
from simulation.kernel.lanes import (
    HALF,
    LANES,
    ONE,
    TWO,
    ZERO,
    at_least,
    both,
    clamp,
    f32,
    lane_array,
    stage,
    where,
)
from simulation.physics import contact, ground

LEVEL, STEPS, WAVES = range(3)
SLOWEST, SLACK = f32(contact.SLOWEST), f32(ground.SLACK)
THREE, SIX = f32(3), f32(6)


@stage
def step_number(x, first, world):
    """The number of the step above or below x m, of stairs that begin at `first` m; 0 before that."""
    places = (x - first) / world.step_depth + HALF
    return at_least((places + ROUND) - ROUND, ZERO)


@stage
def first_riser(body, world, lane):
    """m: where the stairs of a creature's layout begin."""
    return world.step_first + body.shift[0, lane]


@stage
def tread_height(number, world):
    """m: how high the tread of a step lies."""
    return world.step_rise * number * (number + ONE) / TWO


@stage
def survey(height, along, across, x, z, body, world):
    """Height [LANES] m of the ground at x, z [LANES] m, and how it rises along x and z; a riser does not rise."""
    for lane in range(LANES):
        x[lane] = clamp(x[lane], -world.limit, world.limit)
        z[lane] = clamp(z[lane], -world.limit, world.limit)
        height[lane] = ZERO
        along[lane] = ZERO
        across[lane] = ZERO
    if world.terrain == STEPS:
        for lane in range(LANES):
            height[lane] = tread_height(step_number(x[lane], first_riser(body, world, lane), world), world)
    else:
        add_waves(height, along, across, x, z, body, world)


@stage
def add_waves(height, along, across, x, z, body, world):
    """Waves at x, z [LANES] m, added to level ground."""
    for wave in range(world.n_waves):
        amplitude, phase = world.waves[wave, 0], world.waves[wave, 3]
        kx, kz = world.waves[wave, 1], world.waves[wave, 2]
        turn_x, turn_z = world.waves[wave, 4], world.waves[wave, 5]
        for lane in range(LANES):
            turns = turn_x * (x[lane] + body.shift[0, lane]) + turn_z * (z[lane] + body.shift[1, lane]) + phase
            steepness = amplitude * cos_turns(turns)
            height[lane] += amplitude * sin_turns(turns)
            along[lane] += kx * steepness
            across[lane] += kz * steepness
    for lane in range(LANES):
        share = clamp((x[lane] - world.waves_start) / world.waves_ramp, ZERO, ONE)
        whole = smooth(share)
        along[lane] = whole * along[lane] + smooth_rise(share) / world.waves_ramp * height[lane]
        across[lane] *= whole
        height[lane] *= whole


@stage
def smooth(share):
    """From 0 to 1 as `share` goes there, level at both ends."""
    return share * share * (THREE - TWO * share)


@stage
def smooth_rise(share):
    """How `smooth` rises with `share`."""
    return SIX * share * (ONE - share)


@stage
def lift(state, body, world):
    """Lift the newborn by the highest ground beneath any of their nodes."""
    height, along, across = lane_array(LANES), lane_array(LANES), lane_array(LANES)
    x, z, highest = lane_array(LANES), lane_array(LANES), lane_array(LANES)
    for lane in range(LANES):
        highest[lane] = ZERO
    for n in range(body.n_nodes):
        for lane in range(LANES):
            x[lane] = state.x[0, n, lane]
            z[lane] = state.x[2, n, lane]
        survey(height, along, across, x, z, body, world)
        for lane in range(LANES):
            ground = where(body.occupied[n, lane] > ZERO, height[lane], ZERO)
            highest[lane] = at_least(highest[lane], ground)
            steepness = math.sqrt(ONE + along[lane] * along[lane] + across[lane] * across[lane])
            state.floor[n, lane] = height[lane] + body.radius[n, lane] * steepness + SLACK
    for n in range(body.n_nodes):
        for lane in range(LANES):
            state.x[1, n, lane] += highest[lane] * body.occupied[n, lane]


@stage
def meet(state, body, world):
    """Nodes whose surface is below the ground are put on it, bounce, and are slowed by Coulomb friction."""
    if world.terrain == STEPS:
        meet_steps(state, body, world)
    else:
        meet_waves(state, body, world)


@stage
def meet_waves(state, body, world):
    """Contact with the plane that touches the waves beneath a node's centre."""
    height, along, across = lane_array(LANES), lane_array(LANES), lane_array(LANES)
    x, z, normal, depth = lane_array(LANES), lane_array(LANES), lane_array(AXES, LANES), lane_array(LANES)
    for n in range(body.n_nodes):
        for lane in range(LANES):
            x[lane] = state.x[0, n, lane]
            z[lane] = state.x[2, n, lane]
        survey(height, along, across, x, z, body, world)
        for lane in range(LANES):
            steepness = math.sqrt(ONE + along[lane] * along[lane] + across[lane] * across[lane])
            up = ONE / steepness
            normal[0, lane] = -along[lane] * up
            normal[1, lane] = up
            normal[2, lane] = -across[lane] * up
            depth[lane] = body.radius[n, lane] - (state.x[1, n, lane] - height[lane]) * up
            state.floor[n, lane] = height[lane] + body.radius[n, lane] * steepness + SLACK
        push_out(state, body, world, n, normal, depth)


@stage
def meet_steps(state, body, world):
    """Contact with the tread beneath a node, then with the riser ahead or its edge."""
    normal, depth, number = lane_array(AXES, LANES), lane_array(LANES), lane_array(LANES)
    for n in range(body.n_nodes):
        for lane in range(LANES):
            x, y = clamp(state.x[0, n, lane], -world.limit, world.limit), state.x[1, n, lane]
            first = first_riser(body, world, lane)
            step = step_number(x, first, world)
            inside = x - (first + (step - ONE) * world.step_depth)  # m behind the riser
            ran_into_it = inside < tread_height(step, world) - y
            number[lane] = at_least(where(ran_into_it, step - ONE, step), ZERO)
            normal[0, lane] = ZERO
            normal[1, lane] = ONE
            normal[2, lane] = ZERO
            depth[lane] = body.radius[n, lane] - (y - tread_height(number[lane], world))
        push_out(state, body, world, n, normal, depth)
        for lane in range(LANES):
            riser = first_riser(body, world, lane) + number[lane] * world.step_depth  # the next
            before = riser - state.x[0, n, lane]  # m
            above = at_least(state.x[1, n, lane] - tread_height(number[lane] + ONE, world), ZERO)
            distance = at_least(math.sqrt(before * before + above * above), SLOWEST)
            normal[0, lane] = where(above > ZERO, -before / distance, -ONE)
            normal[1, lane] = where(above > ZERO, above / distance, ZERO)
            depth[lane] = body.radius[n, lane] - where(above > ZERO, distance, before)
        push_out(state, body, world, n, normal, depth)
        for lane in range(LANES):
            floor = tread_height(number[lane], world) + body.radius[n, lane]
            state.floor[n, lane] = where(depth[lane] > ZERO, at_least(floor, state.x[1, n, lane]), floor) + SLACK


@stage
def push_out(state, body, world, n, normal, depth):
    """Nodes n that are `depth` [LANES] m, where that is above 0, within what has this normal [3, LANES] leave it.

    Who is held stays.
    """
    by_load = f32(world.loaded)
    for lane in range(LANES):
        vx, vy, vz = state.v[0, n, lane], state.v[1, n, lane], state.v[2, n, lane]
        nx, ny, nz = normal[0, lane], normal[1, lane], normal[2, lane]
        below = both(depth[lane] > ZERO, state.held[lane] == ZERO)
        leaving = vx * nx + vy * ny + vz * nz
        sx, sy, sz = vx - leaving * nx, vy - leaving * ny, vz - leaving * nz
        speed = at_least(math.sqrt(sx * sx + sy * sy + sz * sz), SLOWEST)
        load = where(by_load > ZERO, at_least(-leaving, ZERO), ny)
        kept = at_least(ONE - body.brake[n, lane] * load / speed, ZERO)
        bounced = leaving * where(leaving < ZERO, -world.bounce, ONE)
        push, back = where(below, depth[lane], ZERO), where(below, world.dt * (ONE - kept), ZERO)
        state.x[0, n, lane] += push * nx - back * sx
        state.x[1, n, lane] += push * ny - back * sy
        state.x[2, n, lane] += push * nz - back * sz
        state.v[0, n, lane] = where(below, sx * kept + bounced * nx, vx)
        state.v[1, n, lane] = where(below, sy * kept + bounced * ny, vy)
        state.v[2, n, lane] = where(below, sz * kept + bounced * nz, vz)
