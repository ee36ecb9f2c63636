"""Sensors of a block; the page `brains/sensors.py` of the reference."""

import math

from simulation.brains import sensors as law
from simulation.kernel.blocks import AXES
from simulation.kernel.brains.frame import own_frame, turn
from simulation.kernel.elementary import cos_turns, sin_turns
from simulation.kernel.lanes import LANES, ONE, TWO, ZERO, at_least, clamp, f32, lane_array, stage, where

CLOCKS = ("none", "sin", "raw", "cyclic", "sin_raw")
NO_CLOCK, SINE, RAW, CYCLIC, SINE_RAW = range(len(CLOCKS))
FAR, NEAREST = f32(law.FAR), f32(law.NEAREST)
FAST_CENTRE, FAST_NODE = f32(law.FAST_CENTRE), f32(law.FAST_NODE)


@stage
def sense(state, body, world, step):
    """Sets inputs [I, LANES]; remembers where the centre of mass was."""
    toward, moved = lane_array(AXES, LANES), lane_array(AXES, LANES)
    cosine, sine = lane_array(LANES), lane_array(LANES)
    for lane in range(LANES):
        dx = state.target[0, lane] - state.centre[0, lane]
        dy = state.target[1, lane] - state.centre[1, lane]
        dz = state.target[2, lane] - state.centre[2, lane]
        distance = math.sqrt(dx * dx + dy * dy + dz * dz)
        per_metre = ONE / at_least(distance, NEAREST)
        toward[0, lane] = dx * per_metre
        toward[1, lane] = dy * per_metre
        toward[2, lane] = dz * per_metre
        state.inputs[6, lane] = clamp(distance / FAR, ZERO, ONE)
    for axis in range(AXES):
        for lane in range(LANES):
            moved[axis, lane] = state.centre[axis, lane] - state.sensed[axis, lane]
            state.sensed[axis, lane] = state.centre[axis, lane]
            cosine[lane] = ONE
            sine[lane] = ZERO
    if world.own_axes:
        own_frame(cosine, sine, state, body)
        turn(toward, cosine, sine)
        turn(moved, cosine, sine)
    for axis in range(AXES):
        for lane in range(LANES):
            state.inputs[axis, lane] = toward[axis, lane]
            state.inputs[3 + axis, lane] = clamp(moved[axis, lane] / FAST_CENTRE, -ONE, ONE)
    place = tell_time(state, world, step, 7)
    if world.sense_strain:
        feel_strain(state, body, place)
        place += world.muscle_slots
    if world.sense_velocity:
        feel_velocity(state, body, cosine, sine, place)
        place += 3 * world.node_slots
    if world.sense_ground:
        feel_ground(state, body, place)
        place += world.node_slots
    if world.bias_node:
        tell(state, place, ONE)


@stage
def tell(state, place, value):
    """The same value to all."""
    for lane in range(LANES):
        state.inputs[place, lane] = value


@stage
def tell_time(state, world, step, place):
    """The time, as the settings encode it; the place of the next sense."""
    t = f32(step) / world.control_hz
    turns, ramp = t * world.clock_hz, TWO * t / world.seconds - ONE
    wave, other = -cos_turns(turns), sin_turns(turns)
    if world.clock != NO_CLOCK:
        tell(state, place, where(world.clock == RAW, ramp, wave))
        place += 1
    if world.clock >= CYCLIC:
        tell(state, place, where(world.clock == CYCLIC, other, ramp))
        place += 1
    return place


@stage
def feel_strain(state, body, place):
    """How much longer each muscle is than its rest length, as a share of it, −1..1; 0 on padding."""
    span = lane_array(AXES, LANES)
    for m in range(body.n_muscles):
        for axis in range(AXES):
            for lane in range(LANES):
                span[axis, lane] = ZERO
            for n in range(body.n_nodes):
                for lane in range(LANES):
                    span[axis, lane] -= body.pull[m, n, lane] * state.x[axis, n, lane]
        for lane in range(LANES):
            dx, dy, dz = span[0, lane], span[1, lane], span[2, lane]
            rest = body.rest_length[m, lane]
            strain = clamp((math.sqrt(dx * dx + dy * dy + dz * dz) - rest) / rest, -ONE, ONE)
            state.inputs[place + m, lane] = where(rest > ZERO, strain, ZERO)


@stage
def feel_velocity(state, body, cosine, sine, place):
    """Velocity of each node, x, y, z of the creature's frame, in FAST_NODE, −1..1; 0 on padding."""
    velocity = lane_array(AXES, LANES)
    for n in range(body.n_nodes):
        for axis in range(AXES):
            for lane in range(LANES):
                velocity[axis, lane] = state.v[axis, n, lane]
        turn(velocity, cosine, sine)
        for axis in range(AXES):
            for lane in range(LANES):
                felt = clamp(velocity[axis, lane] / FAST_NODE, -ONE, ONE)
                state.inputs[place + 3 * n + axis, lane] = where(body.occupied[n, lane] > ZERO, felt, ZERO)


@stage
def feel_ground(state, body, place):
    """Which nodes touch the ground; 0 on padding."""
    for n in range(body.n_nodes):
        for lane in range(LANES):
            touches = state.x[1, n, lane] <= state.floor[n, lane]
            state.inputs[place + n, lane] = where(touches, body.occupied[n, lane], ZERO)
