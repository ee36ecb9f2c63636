"""Oscillators of a block; the page `brains/oscillator.py` of the reference.

A brain is a page with

- `Nets`, a record of the population's tensors of these names, and `Net`, one of what a block's nets are kept in;
- `wire(net, nets, body, world)`, which fills in the nets of a block's creatures before they are born;
- `drive(state, body, net, world, step)`, which before every step of physics sets the length that each muscle is told
  to take.
"""

import math
from typing import NamedTuple

from simulation.brains import oscillator as law
from simulation.kernel.blocks import AXES
from simulation.kernel.brains.frame import own_frame, turn
from simulation.kernel.brains.sensors import FAR, NEAREST
from simulation.kernel.elementary import sin_turns
from simulation.kernel.lanes import LANES, ONE, ZERO, at_least, clamp, f32, lane_array, stage, where

WEAKEST, STRONGEST = f32(law.WEAKEST), f32(law.STRONGEST)
LEAST_LENGTH, LEAST_MOVE = f32(law.LEAST_LENGTH), f32(law.LEAST_MOVE)


class Nets(NamedTuple):
    """Nothing is thought."""


class Net(NamedTuple):
    """Nothing is thought."""


@stage
def wire(net, nets, body, world):
    """There is no net."""


@stage
def drive(state, body, net, world, step):
    """Length: rest length · (1 − swing · modulation), no farther from rest than the stroke, at least LEAST_LENGTH."""
    toward, heading, nearness = lane_array(AXES, LANES), lane_array(AXES, LANES), lane_array(LANES)
    for lane in range(LANES):
        dx = state.target[0, lane] - state.centre[0, lane]
        dy = state.target[1, lane] - state.centre[1, lane]
        dz = state.target[2, lane] - state.centre[2, lane]
        distance = math.sqrt(dx * dx + dy * dy + dz * dz)
        per_metre = ONE / at_least(distance, NEAREST)
        toward[0, lane] = dx * per_metre
        toward[1, lane] = dy * per_metre
        toward[2, lane] = dz * per_metre
        nearness[lane] = ONE - clamp(distance / FAR, ZERO, ONE)
    for lane in range(LANES):
        mx = state.centre[0, lane] - state.before[0, lane]
        my = state.centre[1, lane] - state.before[1, lane]
        mz = state.centre[2, lane] - state.before[2, lane]
        speed = math.sqrt(mx * mx + my * my + mz * mz)
        per_metre = where(speed < LEAST_MOVE, ZERO, ONE / speed)
        heading[0, lane] = mx * per_metre
        heading[1, lane] = my * per_metre
        heading[2, lane] = mz * per_metre
    if world.own_axes:
        cosine, sine = lane_array(LANES), lane_array(LANES)
        own_frame(cosine, sine, state, body)
        turn(toward, cosine, sine)
        turn(heading, cosine, sine)
    t = f32(step) / world.control_hz
    for m in range(body.n_muscles):
        for lane in range(LANES):
            modulation = ONE + body.distance_bias[m, lane] * nearness[lane]
            modulation += body.direction_bias[0, m, lane] * toward[0, lane]
            modulation += body.direction_bias[1, m, lane] * toward[1, lane]
            modulation += body.direction_bias[2, m, lane] * toward[2, lane]
            modulation += body.velocity_bias[0, m, lane] * heading[0, lane]
            modulation += body.velocity_bias[1, m, lane] * heading[1, lane]
            modulation += body.velocity_bias[2, m, lane] * heading[2, lane]
            share = swing(body, m, lane, t) * clamp(modulation, WEAKEST, STRONGEST)
            share = clamp(share, -world.stroke, world.stroke)
            state.length[m, lane] = at_least(body.rest_length[m, lane] * (ONE - share), LEAST_LENGTH)


@stage
def swing(body, m, lane, t):
    """An oscillator at time t: amplitude · sin(2π·frequency·t + phase)."""
    return body.amplitude[m, lane] * sin_turns(body.phase[m, lane] + body.pace[m, lane] * t)
