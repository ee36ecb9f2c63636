"""Growth: newborn nodes and muscles written into the first free slot of each body, with their share of the brain."""

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.genes import MUSCLE_GENES, NODE_GENES, POSITION, UNIT_VECTORS
from simulation.newborns import WEIGHT_AT_BIRTH, drawn, random_directions
from simulation.population import Population, input_slots

NEAREST, FARTHEST = 0.3, 1.0  # m, between a new node and its neighbour


def grow_node(bodies: Population, neighbour: Tensor, config: RunConfig, random: Generator) -> Tensor:
    """Write a node near the neighbour [P] into each body, which must have room; returns its slot [P]."""
    rows, slot = torch.arange(len(bodies)), bodies.node_mask.sum(1)
    everyone = torch.ones(len(bodies), dtype=torch.bool)
    distance = NEAREST + (FARTHEST - NEAREST) * torch.rand(len(bodies), 1, generator=random)
    place = bodies.position[rows, neighbour] + distance * random_directions(everyone, random)
    for axis, gene in enumerate(POSITION.values()):
        bodies.position[rows, slot, axis] = place[:, axis].clamp(gene.low, gene.high)
    for name, gene in NODE_GENES.items():
        getattr(bodies, name)[rows, slot] = drawn(gene, everyone, random).to(bodies.size)
    bodies.node_mask[rows, slot] = True
    wire_sense(bodies, "velocity", slot, config, random)
    wire_sense(bodies, "ground", slot, config, random)
    return slot


def grow_muscle(bodies: Population, first: Tensor, second: Tensor, config: RunConfig, random: Generator) -> None:
    """Write a muscle between two nodes [P] into each body, which must have room; at birth it is relaxed."""
    rows, slot = torch.arange(len(bodies)), bodies.muscle_mask.sum(1)
    everyone = torch.ones(len(bodies), dtype=torch.bool)
    for name, gene in MUSCLE_GENES.items():
        getattr(bodies, name)[rows, slot] = drawn(gene, everyone, random).to(bodies.size)
    for name in UNIT_VECTORS:
        getattr(bodies, name)[rows, slot] = random_directions(everyone, random).to(bodies.size)
    length = (bodies.position[rows, first] - bodies.position[rows, second]).norm(dim=1)
    gene = MUSCLE_GENES["rest_length"]
    bodies.rest_length[rows, slot] = length.clamp(gene.low, gene.high)
    bodies.ends[rows, slot] = torch.stack([first, second], dim=1)
    bodies.muscle_mask[rows, slot] = True
    wire_sense(bodies, "strain", slot, config, random)
    if bodies.brain is not None:
        weights = bodies.brain.weights_out
        weights[rows, :, slot] = weights_at_birth(weights[:, :, 0], random)
        bodies.brain.bias_out[rows, slot] = config.output_bias


def wire_sense(bodies: Population, sense: str, slot: Tensor, config: RunConfig, random: Generator) -> None:
    """Newborn weights from what a sense feels in a slot [P], where there is a net with this sense."""
    if bodies.brain is None:
        return
    inputs = input_slots(config)[sense]
    width = (inputs.stop - inputs.start) // (config.max_muscles if sense == "strain" else config.max_nodes)
    rows = torch.arange(len(bodies))[:, None]
    wired = inputs.start + width * slot[:, None] + torch.arange(width)
    weights = bodies.brain.weights_in
    weights[rows, wired] = weights_at_birth(weights[:, :width], random)


def weights_at_birth(like: Tensor, random: Generator) -> Tensor:
    """Weights as newborns have them, in the shape and kind of `like`."""
    return (WEIGHT_AT_BIRTH * (2 * torch.rand(like.shape, generator=random) - 1)).to(like)
