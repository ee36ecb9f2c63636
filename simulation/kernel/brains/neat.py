"""Feed-forward nets of any graph, for a block; the page `brains/neat.py` of the reference.

A hidden neuron hears inputs and hidden neurons of lower slots only, so one pass over the slots in their order evaluates
any of these graphs; a connection that a creature lacks weighs nothing, and all lanes do the same.
"""

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.kernel.blocks import MAX_HIDDEN, MAX_INPUTS, MAX_MUSCLES, Floats, Ints
from simulation.kernel.brains.dense import GROUP, add_weighted, fire, follow, limited, relax, start
from simulation.kernel.brains.sensors import sense
from simulation.kernel.lanes import LANES, ONE, ZERO, lane_array, stage, where
from simulation.kernel.memory import Lanes, Rows

HIDDEN_STRIDE = MAX_HIDDEN + 4  # rows; a power of two would have them all meet in one cache set


class Nets(NamedTuple):
    """Nets of a population, as its tensors hold them; H hidden slots, sources I + H, sinks H + M."""

    neuron: Annotated[Ints, Rows()]  # [P, H] 0: a free slot, which comes after all occupied ones
    bias_hidden: Annotated[Floats, Rows()]  # [P, H]
    bias_out: Annotated[Floats, Rows()]  # [P, M]
    weight: Annotated[Floats, Rows()]  # [P, I + H, H + M]
    enabled: Annotated[NDArray[np.int8], Rows()]  # [P, I + H, H + M]


class Net(NamedTuple):
    """The block's nets; row = sink, hidden slots before muscles. What a run does not use is never read."""

    neurons: Annotated[Ints, Lanes()]  # hidden slots that any creature of the block uses, in every lane
    occupied: Annotated[Floats, Lanes(MAX_HIDDEN)]  # 1 where the creature has a neuron in the slot
    bias: Annotated[Floats, Lanes(MAX_HIDDEN + MAX_MUSCLES)]
    of_inputs: Annotated[Floats, Lanes(MAX_HIDDEN + MAX_MUSCLES, MAX_INPUTS)]
    of_hidden: Annotated[Floats, Lanes(MAX_HIDDEN + MAX_MUSCLES, HIDDEN_STRIDE)]


@stage
def wire(net, nets, body, world):
    """Fill in the nets of the block's creatures; the rest of a last group of sources weighs nothing."""
    neurons = 0
    for lane in range(LANES):
        for h in range(world.n_hidden):
            if nets.neuron[body.rows[lane] * world.n_hidden + h] != 0:
                neurons = max(neurons, h + 1)
    for lane in range(LANES):
        net.neurons[lane] = neurons
        row = body.rows[lane]
        for h in range(neurons):
            net.occupied[h, lane] = ONE if nets.neuron[row * world.n_hidden + h] != 0 else ZERO
            net.bias[h, lane] = nets.bias_hidden[row * world.n_hidden + h]
            wire_sink(net, nets, world, row, neurons, h, h, lane)
        for m in range(body.n_muscles):
            net.bias[neurons + m, lane] = nets.bias_out[row * world.muscle_slots + m]
            wire_sink(net, nets, world, row, neurons, world.n_hidden + m, neurons + m, lane)


@stage
def wire_sink(net, nets, world, row, neurons, column, sink, lane):
    """What one creature's sink, in column `column` of its nets, hears."""
    n_inputs, sinks = world.n_inputs, world.n_hidden + world.muscle_slots
    first = row * (n_inputs + world.n_hidden) * sinks + column
    for i in range(n_inputs):
        gene = first + i * sinks
        net.of_inputs[sink, i, lane] = nets.weight[gene] if nets.enabled[gene] != 0 else ZERO
    for i in range(n_inputs, n_inputs + -n_inputs % GROUP):
        net.of_inputs[sink, i, lane] = ZERO
    for h in range(neurons):
        gene = first + (n_inputs + h) * sinks
        net.of_hidden[sink, h, lane] = nets.weight[gene] if nets.enabled[gene] != 0 else ZERO
    for h in range(neurons, neurons + -neurons % GROUP):
        net.of_hidden[sink, h, lane] = ZERO


@stage
def drive(state, body, net, world, step):
    """Length: rest length · (1 − gain · output), within the muscle's limits."""
    if step % world.brain_every == 0:
        decide(state, body, net, world, step)
    for m in range(body.n_muscles):
        for lane in range(LANES):
            state.length[m, lane] = limited(state, body, world, m, lane, ONE - world.gain * state.output[m, lane])


@stage
def decide(state, body, net, world, step):
    """Sense and move the outputs toward what the net says."""
    neurons = net.neurons[0]
    sense(state, body, world, step)
    relax(state)
    total = lane_array(LANES)
    for h in range(neurons):
        start(total, net.bias, h)
        add_weighted(total, net.of_inputs, state.inputs, world.n_inputs, h)
        add_weighted(total, net.of_hidden, state.hidden, h, h)
        fire(state, world, h, total)
        for lane in range(LANES):
            state.hidden[h, lane] = where(net.occupied[h, lane] > ZERO, state.hidden[h, lane], ZERO)
    for m in range(body.n_muscles):
        start(total, net.bias, neurons + m)
        add_weighted(total, net.of_inputs, state.inputs, world.n_inputs, neurons + m)
        add_weighted(total, net.of_hidden, state.hidden, neurons, neurons + m)
        follow(state, body, world, step, m, total, world.dead_zone)
