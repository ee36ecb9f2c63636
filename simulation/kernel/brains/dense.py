"""Nets with one hidden layer, for a block; the page `brains/dense.py` of the reference."""

from simulation.kernel.blocks import HIDDEN_STRIDE, MAX_HIDDEN, MAX_INPUTS, MAX_MUSCLES, Wiring
from simulation.kernel.brains.sensors import sense
from simulation.kernel.elementary import tanh
from simulation.kernel.lanes import (
    HALF,
    LANES,
    ONE,
    ZERO,
    at_least,
    clamp,
    f32,
    fill,
    lane_array,
    lanes_of,
    stage,
    where,
)

LEAST_LENGTH = f32(0.01)  # m
GROUP = 4  # sources summed before the sum goes back to memory: twice as fast as one by one
ACTIVATIONS = ("tanh", "relu", "sigmoid")
RELU, SIGMOID = ACTIVATIONS.index("relu"), ACTIVATIONS.index("sigmoid")


@stage
def wiring_of(net):
    """The block's nets in the arrays of `net`."""
    return Wiring(
        lanes_of(net.into, MAX_HIDDEN, MAX_INPUTS, LANES),
        lanes_of(net.bias_hidden, MAX_HIDDEN, LANES),
        lanes_of(net.out, MAX_MUSCLES, HIDDEN_STRIDE, LANES),
        lanes_of(net.bias_out, MAX_MUSCLES, LANES),
    )


@stage
def wire(wiring, nets, rows, world):
    """Fill in the nets of the creatures in `rows` [LANES]; the rest of a last group of sources weighs nothing."""
    n_hidden, n_inputs, n_outputs = world.n_hidden, world.n_inputs, nets.bias_out.shape[1]
    for lane in range(LANES):
        row = rows[lane]
        for h in range(n_hidden):
            for i in range(n_inputs):
                wiring.into[h, i, lane] = nets.weights_in[row, i, h]
            for i in range(n_inputs, n_inputs + -n_inputs % GROUP):
                wiring.into[h, i, lane] = ZERO
            wiring.bias_hidden[h, lane] = nets.bias_hidden[row, h]
        for m in range(n_outputs):
            for h in range(n_hidden):
                wiring.out[m, h, lane] = nets.weights_out[row, h, m]
            for h in range(n_hidden, n_hidden + -n_hidden % GROUP):
                wiring.out[m, h, lane] = ZERO
            wiring.bias_out[m, lane] = nets.bias_out[row, m]


@stage
def forget(state):
    """Nothing sensed and nothing thought yet; padding stays 0."""
    fill(state.inputs, MAX_INPUTS, ZERO)
    fill(state.hidden, MAX_HIDDEN, ZERO)


@stage
def decide(state, body, wiring, world, step, dead_zone):
    """Where a decision is due, sense and move the outputs toward what the net says; the first is taken as it is."""
    if step % world.brain_every == 0:
        sense(state, body, world, step)
        think(state, wiring, world)
        keep = where(step > 0, ONE - world.smoothing, ZERO)
        follow = where(step > 0, world.smoothing, ONE)
        for lane in range(LANES):
            state.effort[lane] = ZERO
        for m in range(body.n_muscles):
            total = lane_array(LANES)
            weighted_sum(total, wiring.out, wiring.bias_out, state.hidden, world.n_hidden, m)
            for lane in range(LANES):
                output = tanh(total[lane])
                output = where(abs(output) < dead_zone, ZERO, output)
                output = follow * output + keep * state.output[m, lane]
                output = where(body.rest_length[m, lane] > ZERO, output, ZERO)
                state.output[m, lane] = output
                state.effort[lane] += abs(output)


@stage
def think(state, wiring, world):
    """Sets hidden [H, LANES]; the sigmoid is half the tangent of half, and a half."""
    total = lane_array(LANES)
    half, added = where(world.activation == SIGMOID, HALF, ONE), where(world.activation == SIGMOID, HALF, ZERO)
    is_relu = world.activation == RELU
    for h in range(world.n_hidden):
        weighted_sum(total, wiring.into, wiring.bias_hidden, state.inputs, world.n_inputs, h)
        for lane in range(LANES):
            curved = half * tanh(half * total[lane]) + added
            state.hidden[h, lane] = where(is_relu, at_least(total[lane], ZERO), curved)


@stage
def weighted_sum(total, weights, bias, sources, n_sources, sink):
    """Sets total [LANES]: bias + Σ weights · sources of one sink; sources beyond the net's own have no weight."""
    for lane in range(LANES):
        total[lane] = bias[sink, lane]
    for first in range(0, n_sources, GROUP):
        for lane in range(LANES):
            sum4 = total[lane]
            sum4 += weights[sink, first, lane] * sources[first, lane]
            sum4 += weights[sink, first + 1, lane] * sources[first + 1, lane]
            sum4 += weights[sink, first + 2, lane] * sources[first + 2, lane]
            sum4 += weights[sink, first + 3, lane] * sources[first + 3, lane]
            total[lane] = sum4


@stage
def limited(state, body, world, m, lane, share):
    """What a muscle can follow of `share` of its rest length: so much a step, and only so far from rest."""
    rest, last = body.rest_length[m, lane], state.length[m, lane]
    change = clamp(at_least(rest * share, LEAST_LENGTH) - last, -world.reach, world.reach)
    return clamp(last + change, rest / world.max_extension, rest * world.max_extension)
