"""One step of physics for a block; the pages `forces`, `integrator`, `contact` and `step` of the reference."""

import math

from simulation.kernel.blocks import AXES
from simulation.kernel.lanes import INFINITE, LANES, ONE, ZERO, at_least, f32, lane_array, stage, where

SHORTEST = f32(1e-6)  # m, a muscle shorter than this counts as this long
BOUNCE = f32(0.2)  # share of its downward speed with which a node leaves the ground
SLOWEST = f32(1e-12)  # m/s, keeps the division by speed finite at rest
ARENA_SQUARED, CEILING = f32(50.0**2), f32(30.0)  # m² from the origin, m
IN_PLAY, NOT_FINITE, LEFT, TOO_HIGH = f32(0), f32(1), f32(2), f32(3)  # as physics.step.REASONS
HELD = ONE


@stage
def be_born(state, body):
    """Every creature at its birth, at rest."""
    for axis in range(AXES):
        for n in range(body.n_nodes):
            for lane in range(LANES):
                state.x[axis, n, lane] = body.birth[axis, n, lane]
                state.v[axis, n, lane] = ZERO
    for m in range(body.n_muscles):
        for lane in range(LANES):
            state.length[m, lane] = body.rest_length[m, lane]
            state.output[m, lane] = ZERO
    for lane in range(LANES):
        state.effort[lane] = ZERO
        state.fault[lane] = IN_PLAY
        state.held[lane] = ZERO
    centre_of_mass(state, body)


@stage
def advance(state, body, world):
    """One step under the lengths that the muscles are told to take."""
    muscle_force(state, body)
    integrate(state, body, world)
    meet_ground(state, body)
    guard(state, body)
    for axis in range(AXES):
        for lane in range(LANES):
            state.before[axis, lane] = state.centre[axis, lane]
    centre_of_mass(state, body)


@stage
def muscle_force(state, body):
    """Sets force: spring and damper along each muscle's axis, on the two nodes it joins."""
    x, v, force = state.x, state.v, state.force
    span = lane_array(AXES, LANES)  # m, from the first end to the second; then the tension along it, N
    rate = lane_array(AXES, LANES)  # m/s
    for n in range(body.n_nodes):
        for lane in range(LANES):
            force[0, n, lane] = ZERO
            force[1, n, lane] = ZERO
            force[2, n, lane] = ZERO
    for m in range(body.n_muscles):
        for axis in range(AXES):
            for lane in range(LANES):
                span[axis, lane] = ZERO
                rate[axis, lane] = ZERO
        for n in range(body.n_nodes):
            for lane in range(LANES):
                pull = body.pull[m, n, lane]
                span[0, lane] -= pull * x[0, n, lane]
                span[1, lane] -= pull * x[1, n, lane]
                span[2, lane] -= pull * x[2, n, lane]
                rate[0, lane] -= pull * v[0, n, lane]
                rate[1, lane] -= pull * v[1, n, lane]
                rate[2, lane] -= pull * v[2, n, lane]
        for lane in range(LANES):
            dx, dy, dz = span[0, lane], span[1, lane], span[2, lane]
            length = at_least(math.sqrt(dx * dx + dy * dy + dz * dz), SHORTEST)
            per_metre = ONE / length
            stretching = (dx * rate[0, lane] + dy * rate[1, lane] + dz * rate[2, lane]) * per_metre
            tension = body.stiffness[m, lane] * (length - state.length[m, lane]) + body.damping[m, lane] * stretching
            tension *= per_metre
            span[0, lane] = dx * tension
            span[1, lane] = dy * tension
            span[2, lane] = dz * tension
        for n in range(body.n_nodes):
            for lane in range(LANES):
                pull = body.pull[m, n, lane]
                force[0, n, lane] += pull * span[0, lane]
                force[1, n, lane] += pull * span[1, lane]
                force[2, n, lane] += pull * span[2, lane]


@stage
def integrate(state, body, world):
    """Semi-implicit Euler under gravity and drag. Who is held stays, and so does a node whose new place is no place."""
    x, v, force = state.x, state.v, state.force
    for lane in range(LANES):
        state.lost[lane] = ZERO
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
            moves = is_place & (state.held[lane] == ZERO)
            state.lost[lane] = where(is_place, state.lost[lane], ONE)
            x[0, n, lane] = where(moves, nx, x[0, n, lane])
            x[1, n, lane] = where(moves, ny, x[1, n, lane])
            x[2, n, lane] = where(moves, nz, x[2, n, lane])
            v[0, n, lane] = where(moves, vx, v[0, n, lane])
            v[1, n, lane] = where(moves, vy, v[1, n, lane])
            v[2, n, lane] = where(moves, vz, v[2, n, lane])


@stage
def meet_ground(state, body):
    """Nodes whose centre is below their radius are put on the ground, bounce, and are slowed by Coulomb friction."""
    x, v = state.x, state.v
    for n in range(body.n_nodes):
        for lane in range(LANES):
            radius = body.radius[n, lane]
            vx, vy, vz = v[0, n, lane], v[1, n, lane], v[2, n, lane]
            below = x[1, n, lane] < radius
            speed = at_least(math.sqrt(vx * vx + vz * vz), SLOWEST)
            kept = at_least(ONE - body.brake[n, lane] / speed, ZERO)
            kept = where(below, kept, ONE)
            v[0, n, lane] = vx * kept
            v[1, n, lane] = where(below & (vy < ZERO), -BOUNCE * vy, vy)
            v[2, n, lane] = vz * kept
            x[1, n, lane] = where(below, radius, x[1, n, lane])


@stage
def guard(state, body):
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
        fault = where(across[lane] > ARENA_SQUARED, LEFT, IN_PLAY)
        fault = where(height[lane] > CEILING, TOO_HIGH, fault)
        fault = where(state.lost[lane] > ZERO, NOT_FINITE, fault)
        fault = where(state.held[lane] > ZERO, IN_PLAY, fault)
        state.fault[lane] = where(fault > ZERO, fault, state.fault[lane])
        state.held[lane] = where(fault > ZERO, HELD, state.held[lane])


@stage
def centre_of_mass(state, body):
    """Sets centre [3, LANES] m."""
    for axis in range(AXES):
        for lane in range(LANES):
            state.centre[axis, lane] = ZERO
        for n in range(body.n_nodes):
            for lane in range(LANES):
                state.centre[axis, lane] += body.mass_share[n, lane] * state.x[axis, n, lane]
