"""Nets with one hidden layer, and the two ways they drive muscles."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from simulation.bodies import total
from simulation.brains.brain import Brain
from simulation.brains.oscillator import swing
from simulation.brains.sensors import sense
from simulation.population import DenseBrain
from simulation.scene import Scene

LEAST_LENGTH = 0.01  # m
MOST_FIRING = 1e9  # of a relu neuron: layer upon layer of the largest weights stays finite
Think = Callable[[Any, Tensor, str], tuple[Tensor, Tensor]]
"""Hidden activations [H, B] and outputs [M, B] in −1..1 of a net, its inputs [I, B] and the activation's name."""
ACTIVATION: dict[str, Callable[[Tensor], Tensor]] = {
    "tanh": torch.tanh,
    "relu": lambda x: x.clamp(0, MOST_FIRING),
    "sigmoid": lambda x: 1 / (1 + torch.exp(-x)),  # torch.sigmoid rounds a vector's remainder differently
}


def forward(brain: DenseBrain, inputs: Tensor, activation: str) -> tuple[Tensor, Tensor]:
    """Hidden activations [H, B] and outputs [M, B] in −1..1 of every creature's own net for inputs [I, B]."""
    hidden = ACTIVATION[activation](weighted_sum(brain.weights_in, inputs, brain.bias_hidden))
    return hidden, torch.tanh(weighted_sum(brain.weights_out, hidden, brain.bias_out))


def weighted_sum(weights: Tensor, sources: Tensor, bias: Tensor) -> Tensor:
    """bias + Σ weights · sources, source by source; weights [S, T, B], sources [S, B], bias [T, B]."""
    result = bias.clone()
    for weight, source in zip(weights, sources, strict=True):
        result.addcmul_(weight, source)
    return result


def decide(scene: Scene, target: Tensor, think: Think, dead_zone: float) -> None:
    """Sense, and move the outputs toward what the net says; the first are taken as they are."""
    bodies, state, config = scene.bodies, scene.state, scene.config
    state.inputs = sense(scene, target)
    state.hidden, output = think(bodies.brain, state.inputs, config.activation)
    output.masked_fill_(output.abs() < dead_zone, 0)
    smoothed = (output * config.smoothing).add_(state.output, alpha=1 - config.smoothing)
    state.output = torch.where(state.step > 0, smoothed, output) * (bodies.rest_length > 0)
    state.effort = total(state.output.abs(), 0)


def decide_to_contract(scene: Scene, target: Tensor) -> None:
    """A contraction near 0 is none."""
    decide(scene, target, forward, scene.config.dead_zone)


def decide_to_modulate(scene: Scene, target: Tensor) -> None:
    """A modulation has no dead zone."""
    decide(scene, target, forward, 0.0)


def pure(scene: Scene, target: Tensor) -> Tensor:
    """The net's output is the contraction: rest length · (1 − gain · output), within the muscle's limits; [M, B] m."""
    return limited(scene, 1 - scene.laws.gain * scene.state.output)


def hybrid(scene: Scene, target: Tensor) -> Tensor:
    """The net modulates the oscillator: rest length · (1 − swing · (0.5 + (output + 1)/2)), within limits; [M, B] m."""
    return limited(scene, 1 - swing(scene).mul_(scene.state.output / 2 + 1))


def limited(scene: Scene, share: Tensor) -> Tensor:
    """What muscles can follow of `share` [M, B] of their rest length: so much a step, and only so far from rest."""
    rest, last = scene.bodies.rest_length, scene.state.length
    laws, reach = scene.laws, scene.config.velocity_cap / scene.config.control_hz
    change = ((rest * share).clamp_(min=LEAST_LENGTH) - last).clamp_(-reach, reach)
    return torch.clamp(change.add_(last), rest / laws.shortest, rest * laws.longest)


PURE = Brain(decide_to_contract, pure, kernel="simulation.kernel.brains.pure")
HYBRID = Brain(decide_to_modulate, hybrid, kernel="simulation.kernel.brains.hybrid")
