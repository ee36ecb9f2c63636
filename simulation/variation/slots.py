"""Slots: moving nodes and muscles to other slots, and everything that belongs to them along.

A net's outputs belong to muscles, and its per-slot senses to muscles and nodes, by identity: when muscle 3 goes,
muscle 4 keeps its column of weights although its slot changes.
"""

from dataclasses import replace

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.population import DenseBrain, input_slots, n_inputs
from simulation.variation.genotypes import Genotypes, flat, nets


def taken(values: Tensor, order: Tensor) -> Tensor:
    """Values [P, S, …] in another order of slots [P, K]."""
    first = torch.arange(len(values))[:, None] * values.shape[1]
    return torch.unflatten(values.flatten(0, 1).index_select(0, (first + order).flatten()), 0, order.shape)


def cleared(values: Tensor, mask: Tensor) -> Tensor:
    """The values [P, S, …] with zero outside the mask [P, S], in place."""
    return values.mul_(mask.view(*mask.shape, *[1] * (values.dim() - 2))).add_(0)  # −0 becomes 0


def compacted(creatures: Genotypes, nodes: Tensor, muscles: Tensor, config: RunConfig) -> Genotypes:
    """Only the nodes [P, N] and muscles [P, M] of the masks, moved to the front in the order they had.

    Every muscle kept must end at nodes that are kept.
    """
    node_order = torch.argsort(nodes, dim=1, descending=True, stable=True)
    muscle_order = torch.argsort(muscles, dim=1, descending=True, stable=True)
    node_mask, muscle_mask = nodes.gather(1, node_order), muscles.gather(1, muscle_order)
    new_slot = torch.argsort(node_order, dim=1)  # of each old slot
    ends = taken(new_slot.gather(1, creatures.ends.flatten(1)).view_as(creatures.ends), muscle_order)
    weights = creatures.weights
    if weights is not None:
        brain = rewired(nets(weights, config), node_order, muscle_order, config)
        weights = without_padding(flat(brain), muscle_mask, config)
    return replace(
        creatures,
        node_mask=node_mask,
        nodes=cleared(taken(creatures.nodes, node_order), node_mask),
        muscle_mask=muscle_mask,
        ends=cleared(ends, muscle_mask),
        muscles=cleared(taken(creatures.muscles, muscle_order), muscle_mask),
        weights=weights,
    )


def rewired(brain: DenseBrain, node_order: Tensor, muscle_order: Tensor, config: RunConfig) -> DenseBrain:
    """The brains of bodies whose slots were put into another order."""
    senses_of_slots = config.sense_strain or config.sense_velocity or config.sense_ground
    order = input_order(node_order, muscle_order, config) if senses_of_slots else None
    return DenseBrain(
        weights_in=brain.weights_in if order is None else taken(brain.weights_in, order),
        bias_hidden=brain.bias_hidden,
        weights_out=brain.weights_out.gather(2, muscle_order[:, None].expand_as(brain.weights_out)),
        bias_out=brain.bias_out.gather(1, muscle_order),
    )


def without_padding(weights: Tensor, muscle_mask: Tensor, config: RunConfig) -> Tensor:
    """The nets [P, W] with zero weights to padding muscles, in place.

    (What a padding slot senses reads 0, whatever its weights.)
    """
    brain = nets(weights, config)
    present = muscle_mask.to(weights.dtype)  # multiplying by floats is several times as fast as filling by a mask
    brain.weights_out.mul_(present[:, None, :]).add_(0)  # −0 becomes 0
    brain.bias_out.mul_(present).add_(0)
    return weights


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
