"""Nets with one hidden layer, for a block; the page `brains/dense.py` of the reference."""

from typing import Annotated, NamedTuple

from simulation.brains import dense as law
from simulation.kernel.blocks import MAX_INPUTS, MAX_MUSCLES, Floats
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
    lane_array,
    stage,
    where,
)
from simulation.kernel.memory import Lanes, Rows

LEAST_LENGTH, MOST_FIRING = f32(law.LEAST_LENGTH), f32(law.MOST_FIRING)
GROUP = 4  # sources summed before the sum goes back to memory: twice as fast as one by one
ACTIVATIONS = ("tanh", "relu", "sigmoid")
MOST_HIDDEN = 64  # the bound of RunConfig.hidden
HIDDEN_STRIDE = MOST_HIDDEN + 4  # rows of outgoing weights; a power of two would have them all meet in one cache set
RELU, SIGMOID = ACTIVATIONS.index("relu"), ACTIVATIONS.index("sigmoid")


class Nets(NamedTuple):
    """Dense nets of a population, as its tensors hold them."""

    weights_in: Annotated[Floats, Rows()]  # [P, I, H]
    bias_hidden: Annotated[Floats, Rows()]  # [P, H]
    weights_out: Annotated[Floats, Rows()]  # [P, H, M]
    bias_out: Annotated[Floats, Rows()]  # [P, M]


class Net(NamedTuple):
    """The block's nets; row = sink. What a run does not use is never read."""

    into: Annotated[Floats, Lanes(MOST_HIDDEN, MAX_INPUTS)]
    bias_hidden: Annotated[Floats, Lanes(MOST_HIDDEN)]
    out: Annotated[Floats, Lanes(MAX_MUSCLES, HIDDEN_STRIDE)]
    bias_out: Annotated[Floats, Lanes(MAX_MUSCLES)]


@stage
def wire(net, nets, body, world):
    """Fill in the nets of the block's creatures; the rest of a last group of sources weighs nothing."""
    n_hidden, n_inputs, n_outputs = world.n_hidden, world.n_inputs, world.muscle_slots
    for lane in range(LANES):
        row = body.rows[lane]
        for h in range(n_hidden):
            for i in range(n_inputs):
                net.into[h, i, lane] = nets.weights_in[(row * n_inputs + i) * n_hidden + h]
            for i in range(n_inputs, n_inputs + -n_inputs % GROUP):
                net.into[h, i, lane] = ZERO
            net.bias_hidden[h, lane] = nets.bias_hidden[row * n_hidden + h]
        for m in range(n_outputs):
            for h in range(n_hidden):
                net.out[m, h, lane] = nets.weights_out[(row * n_hidden + h) * n_outputs + m]
            for h in range(n_hidden, n_hidden + -n_hidden % GROUP):
                net.out[m, h, lane] = ZERO
            net.bias_out[m, lane] = nets.bias_out[row * n_outputs + m]


@stage
def decide(state, body, net, world, step, dead_zone):
    """Where a decision is due, sense and move the outputs toward what the net says."""
    if step % world.brain_every == 0:
        sense(state, body, world, step)
        think(state, net, world)
        relax(state)
        total = lane_array(LANES)
        for m in range(body.n_muscles):
            start(total, net.bias_out, m)
            add_weighted(total, net.out, state.hidden, world.n_hidden, m)
            follow(state, body, world, step, m, total, dead_zone)


@stage
def think(state, net, world):
    """Sets hidden [H, LANES]."""
    total = lane_array(LANES)
    for h in range(world.n_hidden):
        start(total, net.bias_hidden, h)
        add_weighted(total, net.into, state.inputs, world.n_inputs, h)
        fire(state, world, h, total)


@stage
def start(total, bias, sink):
    """Sets total [LANES] to a sink's bias."""
    for lane in range(LANES):
        total[lane] = bias[sink, lane]


@stage
def add_weighted(total, weights, sources, n_sources, sink):
    """Adds Σ weights · sources of one sink to total [LANES]; sources beyond the net's own have no weight."""
    for first in range(0, n_sources, GROUP):
        for lane in range(LANES):
            sum4 = total[lane]
            sum4 += weights[sink, first, lane] * sources[first, lane]
            sum4 += weights[sink, first + 1, lane] * sources[first + 1, lane]
            sum4 += weights[sink, first + 2, lane] * sources[first + 2, lane]
            sum4 += weights[sink, first + 3, lane] * sources[first + 3, lane]
            total[lane] = sum4


@stage
def fire(state, world, h, total):
    """Sets what hidden neuron h says of its total [LANES]; the sigmoid is half the tangent of half, and a half."""
    half, added = where(world.activation == SIGMOID, HALF, ONE), where(world.activation == SIGMOID, HALF, ZERO)
    is_relu = world.activation == RELU
    for lane in range(LANES):
        curved = half * tanh(half * total[lane]) + added
        state.hidden[h, lane] = where(is_relu, clamp(total[lane], ZERO, MOST_FIRING), curved)


@stage
def relax(state):
    """No effort yet."""
    for lane in range(LANES):
        state.effort[lane] = ZERO


@stage
def follow(state, body, world, step, m, total, dead_zone):
    """Move output m toward what its total [LANES] says, and count the effort; the first is taken as it is."""
    keep = where(step > 0, ONE - world.smoothing, ZERO)
    share = where(step > 0, world.smoothing, ONE)
    for lane in range(LANES):
        output = tanh(total[lane])
        output = where(abs(output) < dead_zone, ZERO, output)
        output = share * output + keep * state.output[m, lane]
        output = where(body.rest_length[m, lane] > ZERO, output, ZERO)
        state.output[m, lane] = output
        state.effort[lane] += abs(output)


@stage
def limited(state, body, world, m, lane, share):
    """What a muscle can follow of `share` of its rest length: so much a step, and only so far from rest."""
    rest, last = body.rest_length[m, lane], state.length[m, lane]
    change = clamp(at_least(rest * share, LEAST_LENGTH) - last, -world.reach, world.reach)
    return clamp(last + change, rest / world.shortest, rest * world.longest)
