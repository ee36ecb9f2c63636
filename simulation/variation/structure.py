"""Structural mutation: nodes and muscles come and go, one of each kind at most in a child.

Bodies stay connected, without self-loops or parallel muscles, within the bounds of the settings, and their occupied
slots stay in front. Brains follow (nets.py): outputs belong to muscles, and per-slot senses to muscles and nodes, by
identity, so that when muscle 3 goes, muscle 4 keeps its weights although its slot changes; what is new in a brain is
born like any weight. Changes are written into the children given.
"""

from dataclasses import replace

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.variation.genotypes import Genotypes
from simulation.variation.graph import adjacency, free_pairs, removable_muscles, removable_nodes
from simulation.variation.growth import grow_muscle, grow_node
from simulation.variation.nets import Move
from simulation.variation.picks import picked
from simulation.variation.slots import cleared, taken


def mutate_structure(creatures: Genotypes, config: RunConfig, random: Generator) -> Genotypes:
    """Children with each kind of change at the chance of `structural_rate`; a change that cannot be is left out."""
    changes = (add_node, remove_node, add_muscle, remove_muscle)
    drawn = torch.rand(len(changes), len(creatures), generator=random) < config.structural_rate
    for change, mask in zip(changes, drawn, strict=True):
        change(creatures, mask, config, random)
    return creatures


def add_node(creatures: Genotypes, drawn: Tensor, config: RunConfig, random: Generator) -> Genotypes:
    """A newborn node near another of the body, and a muscle that joins the two."""
    room = (creatures.node_mask.sum(1) < config.max_nodes) & (creatures.muscle_mask.sum(1) < config.max_muscles)
    rows = (drawn & room).nonzero()[:, 0]
    rows, neighbour = picked(rows, creatures.node_mask[rows], random)
    node = grow_node(creatures, rows, neighbour, config, random)
    grow_muscle(creatures, rows, torch.stack([neighbour, node], dim=1), config, random)
    return creatures


def remove_node(creatures: Genotypes, drawn: Tensor, config: RunConfig, random: Generator) -> Genotypes:
    """Without one of the nodes that fewest muscles hold, of those whose loss leaves the rest in one piece."""
    spare = creatures.node_mask.sum(1) > config.min_nodes
    rows = (drawn & spare).nonzero()[:, 0]
    node_mask, muscle_mask, ends = creatures.node_mask[rows], creatures.muscle_mask[rows], creatures.ends[rows]
    joined = adjacency(ends, muscle_mask, node_mask.shape[1])
    degree = joined.sum(2)
    enough = muscle_mask.sum(1, keepdim=True) - degree >= config.min_muscles
    removable = removable_nodes(joined, node_mask) & enough
    weakest = removable & (degree == torch.where(removable, degree, torch.inf).amin(1, keepdim=True))
    rows, node = picked(rows, weakest, random)
    bodies = creatures[rows]
    held = (bodies.ends == node[:, None, None]).any(2)
    left = bodies.node_mask.scatter(1, node[:, None], False)
    creatures.write(rows, compacted(bodies, left, bodies.muscle_mask & ~held, config))
    return creatures


def add_muscle(creatures: Genotypes, drawn: Tensor, config: RunConfig, random: Generator) -> Genotypes:
    """A newborn muscle between two nodes that none joins yet."""
    room = creatures.muscle_mask.sum(1) < config.max_muscles
    rows = (drawn & room).nonzero()[:, 0]
    node_mask = creatures.node_mask[rows]
    n_nodes = node_mask.shape[1]
    joined = adjacency(creatures.ends[rows], creatures.muscle_mask[rows], n_nodes)
    rows, pair = picked(rows, free_pairs(joined, node_mask).flatten(1), random)
    grow_muscle(creatures, rows, torch.stack([pair // n_nodes, pair % n_nodes], dim=1), config, random)
    return creatures


def remove_muscle(creatures: Genotypes, drawn: Tensor, config: RunConfig, random: Generator) -> Genotypes:
    """Without one of the muscles whose loss leaves the body in one piece."""
    spare = creatures.muscle_mask.sum(1) > config.min_muscles
    rows = (drawn & spare).nonzero()[:, 0]
    muscle_mask, ends = creatures.muscle_mask[rows], creatures.ends[rows]
    joined = adjacency(ends, muscle_mask, creatures.node_mask.shape[1])
    rows, muscle = picked(rows, removable_muscles(joined, ends, muscle_mask), random)
    bodies = creatures[rows]
    left = bodies.muscle_mask.scatter(1, muscle[:, None], False)
    creatures.write(rows, compacted(bodies, bodies.node_mask, left, config))
    return creatures


def compacted(creatures: Genotypes, nodes: Tensor, muscles: Tensor, config: RunConfig) -> Genotypes:
    """Only the nodes [P, N] and muscles [P, M] of the masks, moved to the front in the order they had.

    Every muscle kept must end at nodes that are kept.
    """
    node_order = torch.argsort(nodes, dim=1, descending=True, stable=True)
    muscle_order = torch.argsort(muscles, dim=1, descending=True, stable=True)
    node_mask, muscle_mask = nodes.gather(1, node_order), muscles.gather(1, muscle_order)
    new_slot = torch.argsort(node_order, dim=1)  # of each old slot
    ends = taken(new_slot.gather(1, creatures.ends.flatten(1)).view_as(creatures.ends), muscle_order)
    left = replace(
        creatures,
        node_mask=node_mask,
        nodes=cleared(taken(creatures.nodes, node_order), node_mask),
        muscle_mask=muscle_mask,
        ends=cleared(ends, muscle_mask),
        muscles=cleared(taken(creatures.muscles, muscle_order), muscle_mask),
    )
    if creatures.nets is None:
        return left
    move = Move(node_order, muscle_order, before=creatures.frame, after=left.frame)
    return replace(left, nets=creatures.nets.moved(move, config))
