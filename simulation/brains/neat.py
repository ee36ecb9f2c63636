"""Feed-forward nets of any graph, which drive muscles as the dense nets of `pure` do (Stanley & Miikkulainen 2002)."""

import torch
from torch import Tensor

from simulation.brains.brain import Brain
from simulation.brains.dense import ACTIVATION, decide, pure, weighted_sum
from simulation.population import NeatBrain
from simulation.scene import Scene


def forward(brain: NeatBrain, inputs: Tensor, activation: str) -> tuple[Tensor, Tensor]:
    """Hidden activations [H, B], 0 in free slots, and outputs [M, B] in −1..1 of every creature's own net.

    Slots are evaluated in their order, since a neuron hears only inputs [I, B] and neurons in slots before its own.
    """
    n_inputs, n_hidden = len(inputs), len(brain.neuron)
    weights = brain.weight * brain.enabled  # [I + H, H + M, B]
    said = torch.cat([inputs, torch.zeros_like(brain.bias_hidden)])  # [I + H, B]
    for h in range(n_hidden):
        total = weighted_sum(weights[: n_inputs + h, h], said[: n_inputs + h], brain.bias_hidden[h])
        said[n_inputs + h] = ACTIVATION[activation](total).masked_fill(brain.neuron[h] == 0, 0)
    output = torch.tanh(weighted_sum(weights[:, n_hidden:], said, brain.bias_out))
    return said[n_inputs:], output


def decide_to_contract(scene: Scene, target: Tensor) -> None:
    """A contraction near 0 is none."""
    decide(scene, target, forward, scene.config.dead_zone)


NEAT = Brain(decide_to_contract, pure, kernel="simulation.kernel.brains.neat")
