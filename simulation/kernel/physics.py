"""One step of physics for a block; the pages `forces`, `integrator`, `contact` and `step` of the reference."""

import math

from simulation.kernel.blocks import AXES, MAX_HIDDEN, MAX_INPUTS, MAX_MUSCLES
from simulation.kernel.lanes import (
    INFINITE,
    LANES,
    ONE,
    ZERO,
    at_least,
    at_most,
    both,
    clamp,
    f32,
    fill,
    lane_array,
    plus_exact,
    stage,
    where,
)
from simulation.kernel.memory import call
from simulation.kernel.terrain import LEVEL, SLOWEST
from simulation.physics import forces, step

SHORTEST = f32(forces.SHORTEST)
IN_PLAY, NOT_FINITE, LEFT, TOO_HIGH = f32(0), f32(step.NOT_FINITE), f32(step.LEFT), f32(step.TOO_HIGH)
HELD = ONE


@stage
def be_born(state, body, world, stages, memory):
    """Every creature at its birth, at rest, with nothing sensed and nothing thought yet."""
    for axis in range(AXES):
        for n in range(body.n_nodes):
            for lane in range(LANES):
                state.x[axis, n, lane] = body.birth[axis, n, lane]
                state.v[axis, n, lane] = ZERO
    for n in range(body.n_nodes):
        for lane in range(LANES):
            state.floor[n, lane] = body.radius[n, lane]
    if world.is_natural:
        call(stages.start, memory, 0)
    if world.terrain != LEVEL:
        call(stages.lift, memory, 0)
    if world.is_natural:
        lower(state, body)
    for m in range(body.n_muscles):
        for lane in range(LANES):
            state.length[m, lane] = body.rest_length[m, lane]
            state.output[m, lane] = ZERO
    fill(state.inputs, MAX_INPUTS, ZERO)
    fill(state.hidden, MAX_HIDDEN, ZERO)
    for lane in range(LANES):
        state.effort[lane] = ZERO
        state.fault[lane] = IN_PLAY
        state.held[lane] = ZERO
    centre_of_mass(state, body)


@stage
def lower(state, body):
    """Put every creature down, or lift it, so that the lowest of its nodes rests on the ground."""
    above = lane_array(LANES)
    for lane in range(LANES):
        above[lane] = INFINITE
    for n in range(body.n_nodes):
        for lane in range(LANES):
            clearance = where(body.occupied[n, lane] > ZERO, state.x[1, n, lane] - state.floor[n, lane], INFINITE)
            above[lane] = at_most(above[lane], clearance)
    for n in range(body.n_nodes):
        for lane in range(LANES):
            state.x[1, n, lane] -= above[lane] * body.occupied[n, lane]


@stage
def advance(state, body, world, stages, memory, metered):
    """One control step under the lengths that the muscles are told to take; their work is added up where `metered`."""
    for lane in range(LANES):
        state.lost[lane] = ZERO
    for _ in range(world.n_substeps):
        if metered:
            add_work(state, body, world)
        muscle_force(state, body, world)
        integrate(state, body, world)
        if world.terrain == LEVEL:
            meet_level_ground(state, body, world)
        else:
            call(stages.meet, memory, 0)
    guard(state, body, world)
    for axis in range(AXES):
        for lane in range(LANES):
            state.before[axis, lane] = state.centre[axis, lane]
    centre_of_mass(state, body)


@stage
def muscle_force(state, body, world):
    """Sets force: spring and damper along each muscle's axis, no more than it is strong, and its tissue."""
    span = lane_array(AXES, MAX_MUSCLES, LANES)  # m, from the first end to the second
    rate = lane_array(AXES, MAX_MUSCLES, LANES)  # m/s, how it changes
    tension = lane_array(AXES, MAX_MUSCLES, LANES)  # N, on the first end
    stretch(span, state.x, body)
    stretch(rate, state.v, body)
    for m in range(body.n_muscles):
        for lane in range(LANES):
            dx, dy, dz = span[0, m, lane], span[1, m, lane], span[2, m, lane]
            length = at_least(math.sqrt(dx * dx + dy * dy + dz * dz), SHORTEST)
            per_metre = ONE / length
            longer = (dx * rate[0, m, lane] + dy * rate[1, m, lane] + dz * rate[2, m, lane]) * per_metre
            pull = effort(body, state, world, m, lane, length, longer)
            born = body.birth_length[m, lane]
            within = clamp(length, born * (ONE - world.stroke), born * (ONE + world.stroke))
            pull += world.tissue * (length - within)
            pull *= per_metre
            tension[0, m, lane] = dx * pull
            tension[1, m, lane] = dy * pull
            tension[2, m, lane] = dz * pull
    share_out(state.force, tension, body)


@stage
def effort(body, state, world, m, lane, length, longer):
    """N: spring and damper of a muscle this long that grows longer so fast, no more than it is strong."""
    pull = body.stiffness[m, lane] * (length - state.length[m, lane]) + body.damping[m, lane] * longer
    return clamp(pull, -world.strength, world.strength)


@stage
def add_work(state, body, world):
    """Adds to work what muscles do in a physics step by pulling while they shorten, and pushing while they lengthen."""
    span = lane_array(AXES, MAX_MUSCLES, LANES)
    rate = lane_array(AXES, MAX_MUSCLES, LANES)
    stretch(span, state.x, body)
    stretch(rate, state.v, body)
    for m in range(body.n_muscles):
        for lane in range(LANES):
            dx, dy, dz = span[0, m, lane], span[1, m, lane], span[2, m, lane]
            length = at_least(math.sqrt(dx * dx + dy * dy + dz * dz), SHORTEST)
            longer = (dx * rate[0, m, lane] + dy * rate[1, m, lane] + dz * rate[2, m, lane]) / length
            power = -effort(body, state, world, m, lane, length, longer) * longer
            state.work[lane] += where(state.held[lane] > ZERO, ZERO, at_least(power, ZERO)) * world.dt


@stage
def stretch(span, of_nodes, body):
    """From each muscle's first end to its second, of what nodes have: span [3, M, LANES] of of_nodes [3, N, LANES].

    Two muscles at a time, so that what is read of a node serves both; padding follows an odd last one.
    """
    for m in range(0, body.n_muscles, 2):
        for axis in range(AXES):
            for lane in range(LANES):
                span[axis, m, lane] = ZERO
                span[axis, m + 1, lane] = ZERO
        for n in range(body.n_nodes):
            for lane in range(LANES):
                x, y, z = of_nodes[0, n, lane], of_nodes[1, n, lane], of_nodes[2, n, lane]
                pull, other = -body.pull[m, n, lane], -body.pull[m + 1, n, lane]
                span[0, m, lane] = plus_exact(span[0, m, lane], pull, x)
                span[1, m, lane] = plus_exact(span[1, m, lane], pull, y)
                span[2, m, lane] = plus_exact(span[2, m, lane], pull, z)
                span[0, m + 1, lane] = plus_exact(span[0, m + 1, lane], other, x)
                span[1, m + 1, lane] = plus_exact(span[1, m + 1, lane], other, y)
                span[2, m + 1, lane] = plus_exact(span[2, m + 1, lane], other, z)


@stage
def share_out(force, tension, body):
    """The muscles' tension on every node: force [3, N, LANES] of tension [3, M, LANES]; two nodes at a time."""
    for n in range(0, body.n_nodes, 2):
        for axis in range(AXES):
            for lane in range(LANES):
                force[axis, n, lane] = ZERO
                force[axis, n + 1, lane] = ZERO
        for m in range(body.n_muscles):
            for lane in range(LANES):
                x, y, z = tension[0, m, lane], tension[1, m, lane], tension[2, m, lane]
                pull, other = body.pull[m, n, lane], body.pull[m, n + 1, lane]
                force[0, n, lane] = plus_exact(force[0, n, lane], pull, x)
                force[1, n, lane] = plus_exact(force[1, n, lane], pull, y)
                force[2, n, lane] = plus_exact(force[2, n, lane], pull, z)
                force[0, n + 1, lane] = plus_exact(force[0, n + 1, lane], other, x)
                force[1, n + 1, lane] = plus_exact(force[1, n + 1, lane], other, y)
                force[2, n + 1, lane] = plus_exact(force[2, n + 1, lane], other, z)


@stage
def integrate(state, body, world):
    """Semi-implicit Euler under gravity and drag. Who is held stays, and so does a node whose new place is no place.

    Whatever stays is added to, never stored as "itself, unless": that becomes a masked store, and this stage took six
    times as long with them (AMD EPYC, third generation).
    """
    x, v, force = state.x, state.v, state.force
    for n in range(body.n_nodes):
        for lane in range(LANES):
            inverse_mass = body.inverse_mass[n, lane]
            vx = (force[0, n, lane] * inverse_mass * world.dt + v[0, n, lane]) * world.keep
            vy = ((force[1, n, lane] * inverse_mass - world.gravity) * world.dt + v[1, n, lane]) * world.keep
            vz = (force[2, n, lane] * inverse_mass * world.dt + v[2, n, lane]) * world.keep
            nx = x[0, n, lane] + world.dt * vx
            ny = x[1, n, lane] + world.dt * vy
            nz = x[2, n, lane] + world.dt * vz
            is_place = nx * nx + nz * nz + at_least(ny, ZERO) < INFINITE  # NaN is not below
            moves = both(is_place, state.held[lane] == ZERO)
            state.lost[lane] += where(is_place, ZERO, ONE)
            x[0, n, lane] += where(moves, world.dt * vx, ZERO)
            x[1, n, lane] += where(moves, world.dt * vy, ZERO)
            x[2, n, lane] += where(moves, world.dt * vz, ZERO)
            v[0, n, lane] = where(moves, vx, ZERO)
            v[1, n, lane] = where(moves, vy, ZERO)
            v[2, n, lane] = where(moves, vz, ZERO)


@stage
def meet_level_ground(state, body, world):
    """Nodes whose centre is below their radius are put on the ground, bounce, and are slowed by Coulomb friction."""
    x, v = state.x, state.v
    by_load = f32(world.loaded)
    for n in range(body.n_nodes):
        for lane in range(LANES):
            radius = body.radius[n, lane]
            vx, vy, vz = v[0, n, lane], v[1, n, lane], v[2, n, lane]
            below = x[1, n, lane] < radius
            speed = at_least(math.sqrt(vx * vx + vz * vz), SLOWEST)
            load = where(by_load > ZERO, at_least(-vy, ZERO), ONE)
            kept = at_least(ONE - body.brake[n, lane] * load / speed, ZERO)
            kept = where(below, kept, ONE)
            v[0, n, lane] = vx * kept
            v[1, n, lane] = vy * where(both(below, vy < ZERO), -world.bounce, ONE)
            v[2, n, lane] = vz * kept
            x[1, n, lane] = at_least(x[1, n, lane], radius)


@stage
def guard(state, body, world):
    """Disqualify, and from now on hold, who left the numbers, the arena or the room; the first fault stays."""
    x = state.x
    across, height = lane_array(LANES), lane_array(LANES)
    for lane in range(LANES):
        across[lane] = ZERO
        height[lane] = ZERO
    for n in range(body.n_nodes):
        for lane in range(LANES):
            away = x[0, n, lane] * x[0, n, lane] + x[2, n, lane] * x[2, n, lane]
            across[lane] = where(away > across[lane], away, across[lane])
            height[lane] = where(x[1, n, lane] > height[lane], x[1, n, lane], height[lane])
    for lane in range(LANES):
        fault = where(across[lane] > world.limit_squared, LEFT, IN_PLAY)
        fault = where(height[lane] > world.ceiling, TOO_HIGH, fault)
        fault = where(state.lost[lane] > ZERO, NOT_FINITE, fault)
        fault = where(state.held[lane] > ZERO, IN_PLAY, fault)
        state.fault[lane] += fault
        state.held[lane] += where(fault > ZERO, HELD, ZERO)


@stage
def centre_of_mass(state, body):
    """Sets centre [3, LANES] m."""
    for axis in range(AXES):
        for lane in range(LANES):
            state.centre[axis, lane] = ZERO
        for n in range(body.n_nodes):
            for lane in range(LANES):
                state.centre[axis, lane] += body.mass_share[n, lane] * state.x[axis, n, lane]
