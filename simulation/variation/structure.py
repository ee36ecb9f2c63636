"""Structural mutation: nodes and muscles come and go, one of each kind at most in a child.

Bodies stay connected, without self-loops or parallel muscles, within the bounds of the settings, and their occupied
slots stay in front. Brains follow (slots.py); what is new in a brain is born like any weight. Changes are written into
the children given.
"""

from collections.abc import Callable

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.variation.genotypes import Genotypes
from simulation.variation.graph import adjacency, free_pairs, removable_muscles, removable_nodes
from simulation.variation.growth import grow_muscle, grow_node
from simulation.variation.slots import compacted


def mutate_structure(creatures: Genotypes, config: RunConfig, random: Generator) -> Genotypes:
    """Children with each kind of change at the chance of `structural_rate`; a change that cannot be is left out."""
    for change in (add_node, remove_node, add_muscle, remove_muscle):
        drawn = torch.rand(len(creatures), generator=random) < config.structural_rate
        creatures = change(creatures, drawn, config, random)
    return creatures


def add_node(creatures: Genotypes, drawn: Tensor, config: RunConfig, random: Generator) -> Genotypes:
    """A newborn node near another of the body, and a muscle that joins the two."""
    room = (creatures.node_mask.sum(1) < config.max_nodes) & (creatures.muscle_mask.sum(1) < config.max_muscles)

    def grown(bodies: Genotypes, neighbour: Tensor) -> Genotypes:
        node = grow_node(bodies, neighbour, config, random)
        grow_muscle(bodies, neighbour, node, config, random)
        return bodies

    return changed(creatures, drawn & room, lambda bodies: bodies.node_mask, grown, random)


def remove_node(creatures: Genotypes, drawn: Tensor, config: RunConfig, random: Generator) -> Genotypes:
    """Without one of the nodes that fewest muscles hold, of those whose loss leaves the rest in one piece."""
    spare = creatures.node_mask.sum(1) > config.min_nodes

    def weakest(bodies: Genotypes) -> Tensor:
        degree = adjacency(bodies).sum(2)
        enough = bodies.muscle_mask.sum(1, keepdim=True) - degree >= config.min_muscles
        removable = removable_nodes(bodies) & enough
        return removable & (degree == torch.where(removable, degree, torch.inf).amin(1, keepdim=True))

    def shrunk(bodies: Genotypes, node: Tensor) -> Genotypes:
        held = (bodies.ends == node[:, None, None]).any(2)
        nodes = bodies.node_mask.scatter(1, node[:, None], False)
        return compacted(bodies, nodes, bodies.muscle_mask & ~held, config)

    return changed(creatures, drawn & spare, weakest, shrunk, random)


def add_muscle(creatures: Genotypes, drawn: Tensor, config: RunConfig, random: Generator) -> Genotypes:
    """A newborn muscle between two nodes that none joins yet."""
    room = creatures.muscle_mask.sum(1) < config.max_muscles
    n_nodes = creatures.node_mask.shape[1]

    def tightened(bodies: Genotypes, pair: Tensor) -> Genotypes:
        grow_muscle(bodies, pair // n_nodes, pair % n_nodes, config, random)
        return bodies

    return changed(creatures, drawn & room, lambda bodies: free_pairs(bodies).flatten(1), tightened, random)


def remove_muscle(creatures: Genotypes, drawn: Tensor, config: RunConfig, random: Generator) -> Genotypes:
    """Without one of the muscles whose loss leaves the body in one piece."""
    spare = creatures.muscle_mask.sum(1) > config.min_muscles

    def loosened(bodies: Genotypes, muscle: Tensor) -> Genotypes:
        return compacted(bodies, bodies.node_mask, bodies.muscle_mask.scatter(1, muscle[:, None], False), config)

    return changed(creatures, drawn & spare, removable_muscles, loosened, random)


def changed(
    creatures: Genotypes,
    drawn: Tensor,
    candidates: Callable[[Genotypes], Tensor],
    change: Callable[[Genotypes, Tensor], Genotypes],
    random: Generator,
) -> Genotypes:
    """The creatures, those drawn [P] changed at one of their candidates [K, C], evenly chosen, if they have any.

    `change` gets copies of the creatures with the column chosen for each [K], and may write into them.
    """
    rows = drawn.nonzero()[:, 0]
    options = candidates(creatures[rows])
    rows, options = rows[options.any(1)], options[options.any(1)]
    if len(rows) == 0:
        return creatures
    chosen = torch.where(options, torch.rand(options.shape, generator=random), -1.0).argmax(1)
    creatures.write(rows, change(creatures[rows], chosen))
    return creatures
