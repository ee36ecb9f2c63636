"""Nets with one hidden layer, as variation works on them: all weights of a net in one row.

One operation on a matrix of all weights costs a fraction of one operation on each array.
"""

from dataclasses import dataclass, fields
from typing import Self

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.newborn_brains import Frame, weights_at_birth
from simulation.population import DenseBrain, input_mask, n_inputs
from simulation.variation.innovations import Innovations
from simulation.variation.nets import Match, Move, Nets, has_senses_of_slots, input_order
from simulation.variation.slots import taken
from simulation.variation.weights import WEIGHT_CROSSOVER, bounded, positions


@dataclass(frozen=True)
class DenseNets(Nets):
    """A row of weights is a net's arrays one after another, in the order of DenseBrain's fields."""

    weights: Tensor  # [P, W]

    @classmethod
    def of(cls, brain: DenseBrain) -> Self:
        """A copy of the nets, in float32."""
        return cls(flat(brain).float())

    def brain(self, config: RunConfig) -> DenseBrain:
        """The arrays of the nets, as views of the rows."""
        inputs, hidden, outputs = n_inputs(config), config.hidden, config.max_muscles
        shapes = {
            "weights_in": (inputs, hidden),
            "bias_hidden": (hidden,),
            "weights_out": (hidden, outputs),
            "bias_out": (outputs,),
        }
        sizes = [torch.Size(shapes[field.name]).numel() for field in fields(DenseBrain)]
        parts = zip(fields(DenseBrain), torch.split(self.weights, sizes, 1), strict=True)
        return DenseBrain(**{field.name: torch.unflatten(part, 1, shapes[field.name]) for field, part in parts})

    def crossed(self, other: Self, match: Match, config: RunConfig, random: Generator) -> Self:
        """Nets mixed weight by weight; a weight of an unmatched node or muscle is the fitter parent's."""
        slots = torch.arange(match.nodes.shape[1]).expand_as(match.nodes)
        second = flat(_rewired(other.brain(config), slots, match.partner, config))
        inputs = input_mask(match.nodes, match.muscles, config)
        inputs, muscles = inputs.to(second.dtype), match.muscles.to(second.dtype)
        both = DenseBrain(
            weights_in=inputs[:, :, None].expand(-1, -1, config.hidden),
            bias_hidden=inputs.new_ones(len(inputs), config.hidden),
            weights_out=muscles[:, None, :].expand(-1, config.hidden, -1),
            bias_out=muscles,
        )
        mixed = WEIGHT_CROSSOVER[config.weight_crossover](self.weights, second, config, random)
        # between 0 and 1, lerp chooses to the bit, and faster than where
        return type(self)(torch.lerp(self.weights, mixed, flat(both)))

    def moved(self, move: Move, config: RunConfig) -> Self:
        """Rows of inputs and columns of outputs in their new order."""
        nets = type(self)(flat(_rewired(self.brain(config), move.nodes, move.muscles, config)))
        nets._clear(move.after.muscle_mask, config)
        return nets

    def grow_senses(self, rows: Tensor, inputs: Tensor, frame: Frame, config: RunConfig, random: Generator) -> None:
        """Newborn weights to all hidden neurons."""
        born = weights_at_birth((*inputs.shape, config.hidden), random)
        self.brain(config).weights_in[rows[:, None], inputs] = born

    def grow_output(self, rows: Tensor, slot: Tensor, frame: Frame, config: RunConfig, random: Generator) -> None:
        """Newborn weights from all hidden neurons."""
        brain = self.brain(config)
        brain.weights_out[rows, :, slot] = weights_at_birth((len(rows), config.hidden), random)
        brain.bias_out[rows, slot] = config.output_bias

    def mutate_topology(self, frame: Frame, config: RunConfig, innovations: Innovations, random: Generator) -> None:
        """Their neurons and connections are what they are."""

    def mutate_weights(self, frame: Frame, config: RunConfig, magnitude: float, random: Generator) -> None:
        """Gaussian steps."""
        drawn = positions(self.weights.numel(), config.weight_rate, random)
        self.weights.view(-1).index_add_(0, drawn, magnitude * torch.randn(len(drawn), generator=random))
        bounded(self.weights)
        self._clear(frame.muscle_mask, config)

    def _clear(self, muscle_mask: Tensor, config: RunConfig) -> None:
        """Write zero weights to padding muscles. (What a padding slot senses reads 0, whatever its weights.)"""
        brain = self.brain(config)
        present = muscle_mask.to(self.weights.dtype)  # multiplying by floats is several times as fast as filling
        brain.weights_out.mul_(present[:, None, :]).add_(0)  # −0 becomes 0
        brain.bias_out.mul_(present).add_(0)


def flat(brain: DenseBrain) -> Tensor:
    """Weights [P, W] of nets, one array after another."""
    return torch.cat([weights.flatten(1) for _, weights in brain.tensors()], 1)


def _rewired(brain: DenseBrain, node_order: Tensor, muscle_order: Tensor, config: RunConfig) -> DenseBrain:
    order = input_order(node_order, muscle_order, config) if has_senses_of_slots(config) else None
    return DenseBrain(
        weights_in=brain.weights_in if order is None else taken(brain.weights_in, order),
        bias_hidden=brain.bias_hidden,
        weights_out=brain.weights_out.gather(2, muscle_order[:, None].expand_as(brain.weights_out)),
        bias_out=brain.bias_out.gather(1, muscle_order),
    )
