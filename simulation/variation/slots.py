"""Slots: moving nodes and muscles to other slots, and everything that belongs to them along.

A net's outputs belong to muscles, and its per-slot senses to muscles and nodes, by identity: when muscle 3 goes,
muscle 4 keeps its column of weights although its slot changes.
"""

from dataclasses import replace

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.genes import MUSCLE_GENES, UNIT_VECTORS
from simulation.population import DenseBrain, Population, input_slots, n_inputs

NODE_FIELDS = ("position", "size", "friction")
MUSCLE_FIELDS = (*MUSCLE_GENES, *UNIT_VECTORS)


def taken(values: Tensor, order: Tensor) -> Tensor:
    """Values [P, S, …] in another order of slots [P, K]."""
    return values[torch.arange(len(values))[:, None], order]


def cleared(values: Tensor, mask: Tensor) -> Tensor:
    """Values [P, S, …] with zero outside the mask [P, S]."""
    return torch.where(mask.view(*mask.shape, *[1] * (values.dim() - 2)), values, torch.zeros_like(values))


def compacted(creatures: Population, nodes: Tensor, muscles: Tensor, config: RunConfig) -> Population:
    """Only the nodes [P, N] and muscles [P, M] of the masks, moved to the front in the order they had.

    Every muscle kept must end at nodes that are kept.
    """
    node_order = torch.argsort(nodes, dim=1, descending=True, stable=True)
    muscle_order = torch.argsort(muscles, dim=1, descending=True, stable=True)
    node_mask, muscle_mask = taken(nodes, node_order), taken(muscles, muscle_order)
    new_slot = torch.argsort(node_order, dim=1)  # of each old slot
    ends = taken(new_slot.gather(1, creatures.ends.flatten(1)).view_as(creatures.ends), muscle_order)
    moved = {name: cleared(taken(getattr(creatures, name), node_order), node_mask) for name in NODE_FIELDS}
    moved |= {name: cleared(taken(getattr(creatures, name), muscle_order), muscle_mask) for name in MUSCLE_FIELDS}
    brain = creatures.brain and rewired(creatures.brain, node_order, muscle_order, config)
    return replace(
        creatures,
        node_mask=node_mask,
        muscle_mask=muscle_mask,
        ends=cleared(ends, muscle_mask),
        brain=brain and without_padding(brain, muscle_mask),
        **moved,
    )


def rewired(brain: DenseBrain, node_order: Tensor, muscle_order: Tensor, config: RunConfig) -> DenseBrain:
    """The brains of bodies whose slots were put into another order."""
    return DenseBrain(
        weights_in=taken(brain.weights_in, input_order(node_order, muscle_order, config)),
        bias_hidden=brain.bias_hidden,
        weights_out=taken(brain.weights_out.mT, muscle_order).mT.contiguous(),
        bias_out=taken(brain.bias_out, muscle_order),
    )


def without_padding(brain: DenseBrain, muscle_mask: Tensor) -> DenseBrain:
    """The brains with zero weights to padding muscles. (What a padding slot senses reads 0, whatever its weights.)"""
    return replace(
        brain,
        weights_out=torch.where(muscle_mask[:, None, :], brain.weights_out, 0.0),
        bias_out=cleared(brain.bias_out, muscle_mask),
    )


def input_order(node_order: Tensor, muscle_order: Tensor, config: RunConfig) -> Tensor:
    """The order [P, I] of sensor inputs that follows from an order of nodes [P, N] and muscles [P, M]."""
    slots = input_slots(config)
    order = torch.arange(n_inputs(config)).repeat(len(node_order), 1)
    if config.sense_strain:
        order[:, slots["strain"]] = slots["strain"].start + muscle_order
    if config.sense_velocity:
        axes = 3 * node_order[:, :, None] + torch.arange(3)
        order[:, slots["velocity"]] = slots["velocity"].start + axes.flatten(1)
    if config.sense_ground:
        order[:, slots["ground"]] = slots["ground"].start + node_order
    return order


def input_mask(node_mask: Tensor, muscle_mask: Tensor, config: RunConfig) -> Tensor:
    """Which sensor inputs [P, I] sense something that the masks hold."""
    slots = input_slots(config)
    mask = torch.ones(len(node_mask), n_inputs(config), dtype=torch.bool)
    if config.sense_strain:
        mask[:, slots["strain"]] = muscle_mask
    if config.sense_velocity:
        mask[:, slots["velocity"]] = node_mask.repeat_interleave(3, dim=1)
    if config.sense_ground:
        mask[:, slots["ground"]] = node_mask
    return mask
