"""Growth: newborn nodes and muscles written into the first free slot of each body, with their share of the brain."""

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.genes import MUSCLE_GENES, POSITION
from simulation.newborns import WEIGHT_AT_BIRTH, random_directions
from simulation.population import input_slots
from simulation.variation.genotypes import MUSCLES, NODES, REST_LENGTH, VECTORS, Genotypes, nets

NEAREST, FARTHEST = 0.3, 1.0  # m, between a new node and its neighbour
AXES = len(POSITION)


def grow_node(bodies: Genotypes, neighbour: Tensor, config: RunConfig, random: Generator) -> Tensor:
    """Write a node near the neighbour [P] into each body, which must have room; returns its slot [P]."""
    rows, slot = torch.arange(len(bodies)), bodies.node_mask.sum(1)
    born = NODES.born(len(bodies), random)
    distance = NEAREST + (FARTHEST - NEAREST) * torch.rand(len(bodies), 1, generator=random)
    direction = random_directions(bodies.node_mask.new_ones(len(bodies)), random)
    born[:, :AXES] = bodies.nodes[rows, neighbour, :AXES] + distance * direction
    bodies.nodes[rows, slot] = NODES.bounded(born)
    bodies.node_mask[rows, slot] = True
    wire_sense(bodies, "velocity", slot, config, random)
    wire_sense(bodies, "ground", slot, config, random)
    return slot


def grow_muscle(bodies: Genotypes, first: Tensor, second: Tensor, config: RunConfig, random: Generator) -> None:
    """Write a muscle between two nodes [P] into each body, which must have room; at birth it is relaxed."""
    rows, slot = torch.arange(len(bodies)), bodies.muscle_mask.sum(1)
    born = MUSCLES.born(len(bodies), random)
    vectors = (born.shape[1] - VECTORS) // 3
    everyone = bodies.muscle_mask.new_ones(len(bodies), vectors)
    born[:, VECTORS:] = random_directions(everyone, random).flatten(1)
    length = (bodies.nodes[rows, first, :AXES] - bodies.nodes[rows, second, :AXES]).norm(dim=1)
    gene = MUSCLE_GENES["rest_length"]
    born[:, REST_LENGTH] = length.clamp(gene.low, gene.high)
    bodies.muscles[rows, slot] = born
    bodies.ends[rows, slot] = torch.stack([first, second], dim=1)
    bodies.muscle_mask[rows, slot] = True
    wire_sense(bodies, "strain", slot, config, random)
    if bodies.weights is not None:
        brain = nets(bodies.weights, config)
        brain.weights_out[rows, :, slot] = weights_at_birth((len(bodies), config.hidden), random)
        brain.bias_out[rows, slot] = config.output_bias


def wire_sense(bodies: Genotypes, sense: str, slot: Tensor, config: RunConfig, random: Generator) -> None:
    """Newborn weights from what a sense feels in a slot [P], where there is a net with this sense."""
    inputs = input_slots(config)[sense]
    width = (inputs.stop - inputs.start) // (config.max_muscles if sense == "strain" else config.max_nodes)
    if bodies.weights is None or not width:
        return
    rows = torch.arange(len(bodies))[:, None]
    wired = inputs.start + width * slot[:, None] + torch.arange(width)
    born = weights_at_birth((len(bodies), width, config.hidden), random)
    nets(bodies.weights, config).weights_in[rows, wired] = born


def weights_at_birth(shape: tuple[int, ...], random: Generator) -> Tensor:
    """Weights as newborns have them."""
    return WEIGHT_AT_BIRTH * (2 * torch.rand(shape, generator=random) - 1)
