"""Nets with one hidden layer, and the two ways they drive muscles."""

from collections.abc import Callable

import torch
from torch import Tensor

from simulation.bodies import Bodies, State, total
from simulation.brains.oscillator import swing
from simulation.brains.sensors import sense
from simulation.config import RunConfig
from simulation.population import DenseBrain

LEAST_LENGTH = 0.01  # m
ACTIVATION: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": lambda x: 1 / (1 + torch.exp(-x)),  # torch.sigmoid rounds a vector's remainder differently
}


def forward(brain: DenseBrain, inputs: Tensor, activation: str) -> Tensor:
    """Outputs [M, B] in −1..1 of every creature's own net for inputs [I, B]."""
    hidden = ACTIVATION[activation](weighted_sum(brain.weights_in, inputs, brain.bias_hidden))
    return torch.tanh(weighted_sum(brain.weights_out, hidden, brain.bias_out))


def weighted_sum(weights: Tensor, sources: Tensor, bias: Tensor) -> Tensor:
    """bias + Σ weights · sources, source by source; weights [S, T, B], sources [S, B], bias [T, B]."""
    result = bias.clone()
    for weight, source in zip(weights, sources, strict=True):
        result.addcmul_(weight, source)
    return result


def decide(bodies: Bodies, state: State, target: Tensor, config: RunConfig, step: int, dead_zone: float) -> None:
    """Where a decision is due, sense and move the outputs toward what the net says; the first is taken as it is."""
    if step % max(1, int(config.physics_hz // config.brain_hz)):
        return
    assert bodies.brain is not None
    output = forward(bodies.brain, sense(bodies, state, target, config, step), config.activation)
    output.masked_fill_(output.abs() < dead_zone, 0)
    if step > 0:
        output.mul_(config.smoothing).add_(state.output, alpha=1 - config.smoothing)
    state.output = output * (bodies.rest_length > 0)
    state.effort = total(state.output.abs(), 0)


def pure(bodies: Bodies, state: State, target: Tensor, config: RunConfig, step: int) -> Tensor:
    """The net's output is the contraction: rest length · (1 − output), within the muscle's limits; [M, B] m."""
    decide(bodies, state, target, config, step, config.dead_zone)
    return limited(bodies, state, bodies.rest_length * (1 - state.output), config)


def hybrid(bodies: Bodies, state: State, target: Tensor, config: RunConfig, step: int) -> Tensor:
    """The net modulates the oscillator: rest length · (1 − swing · (0.5 + (output + 1)/2)), within limits; [M, B] m."""
    decide(bodies, state, target, config, step, 0.0)
    share = swing(bodies, config, step).mul_(state.output / 2 + 1)
    return limited(bodies, state, bodies.rest_length * (1 - share), config)


def limited(bodies: Bodies, state: State, length: Tensor, config: RunConfig) -> Tensor:
    """What the muscles can follow of `length`: so much a step from the last, and only so far from the rest length."""
    reach = config.velocity_cap / config.physics_hz
    change = (length.clamp_(min=LEAST_LENGTH) - state.length).clamp_(-reach, reach)
    return torch.clamp(
        change.add_(state.length), bodies.rest_length / config.max_extension, bodies.rest_length * config.max_extension
    )
