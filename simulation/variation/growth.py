"""Growth: newborn nodes and muscles written into the first free slot of bodies, with their share of the brain."""

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.genes import MUSCLE_GENES, POSITION
from simulation.newborns import random_directions
from simulation.population import input_slots
from simulation.variation.genotypes import MUSCLES, NODES, REST_LENGTH, VECTORS, Genotypes

NEAREST, FARTHEST = 0.3, 1.0  # m, between a new node and its neighbour
AXES = len(POSITION)


def grow_node(creatures: Genotypes, rows: Tensor, neighbour: Tensor, config: RunConfig, random: Generator) -> Tensor:
    """Write a node near the neighbour [K] into each body of the rows [K], which have room; returns its slot [K]."""
    slot = creatures.node_mask[rows].sum(1)
    born = NODES.born(len(rows), random)
    distance = NEAREST + (FARTHEST - NEAREST) * torch.rand(len(rows), 1, generator=random)
    direction = random_directions(torch.ones(len(rows)), random)
    born[:, :AXES] = creatures.nodes[rows, neighbour, :AXES] + distance * direction
    creatures.nodes[rows, slot] = NODES.bounded(born)
    creatures.node_mask[rows, slot] = True
    wire_senses(creatures, rows, inputs_of(slot, ("velocity", "ground"), config), config, random)
    return slot


def grow_muscle(creatures: Genotypes, rows: Tensor, ends: Tensor, config: RunConfig, random: Generator) -> None:
    """Write a muscle with the ends [K, 2] into each body of the rows [K], which have room; at birth it is relaxed."""
    slot = creatures.muscle_mask[rows].sum(1)
    born = MUSCLES.born(len(rows), random)
    vectors = (born.shape[1] - VECTORS) // 3
    born[:, VECTORS:] = random_directions(torch.ones(len(rows), vectors), random).flatten(1)
    first, second = creatures.nodes[rows[:, None], ends, :AXES].unbind(1)
    gene = MUSCLE_GENES["rest_length"]
    born[:, REST_LENGTH] = (first - second).norm(dim=1).clamp(gene.low, gene.high)
    creatures.muscles[rows, slot] = born
    creatures.ends[rows, slot] = ends
    creatures.muscle_mask[rows, slot] = True
    wire_senses(creatures, rows, inputs_of(slot, ("strain",), config), config, random)
    if creatures.nets is not None:
        creatures.nets.grow_output(rows, slot, creatures.frame[rows], config, random)


def wire_senses(creatures: Genotypes, rows: Tensor, inputs: Tensor, config: RunConfig, random: Generator) -> None:
    """Connect the new inputs [K, w] of the bodies of the rows [K], where there is a net and there are any."""
    if creatures.nets is not None and inputs.shape[1]:
        creatures.nets.grow_senses(rows, inputs, creatures.frame[rows], config, random)


def inputs_of(slot: Tensor, senses: tuple[str, ...], config: RunConfig) -> Tensor:
    """The sensor inputs [K, w] of a node or muscle in the slot [K]; none where the settings have no such sense."""
    slots = input_slots(config)
    places = []
    for sense in senses:
        inputs = slots[sense]
        width = (inputs.stop - inputs.start) // (config.max_muscles if sense == "strain" else config.max_nodes)
        places.append(inputs.start + width * slot[:, None] + torch.arange(width))
    return torch.cat(places, 1)
