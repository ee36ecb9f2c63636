"""Graph: bodies as graphs, and what can be taken from one without its falling apart.

P bodies, N node slots, M muscle slots; there are no self-loops and no parallel muscles.
"""

import torch
from torch import Tensor

from simulation.variation.genotypes import Genotypes


def adjacency(creatures: Genotypes) -> Tensor:
    """[P, N, N] float: 1 where a muscle joins two nodes."""
    n_nodes = creatures.node_mask.shape[1]
    joined = creatures.nodes.new_zeros(len(creatures), n_nodes**2)
    first, second = creatures.ends.unbind(-1)
    present = creatures.muscle_mask.to(joined.dtype)
    joined.scatter_add_(1, first * n_nodes + second, present)
    joined.scatter_add_(1, second * n_nodes + first, present)
    return joined.view(-1, n_nodes, n_nodes)


def removable_nodes(creatures: Genotypes) -> Tensor:
    """[P, N] bool: nodes without which the rest still hangs together."""
    joined = adjacency(creatures)
    n_nodes = joined.shape[1]
    every = torch.eye(n_nodes, dtype=torch.bool)
    rest = creatures.node_mask[:, None, :] & ~every  # [P, N without which, N]
    reached = torch.zeros_like(rest)
    reached[:, :, 0] = True
    reached[:, 0] = every[1]  # without node 0, start at node 1
    for _ in range(n_nodes - 1):
        reached |= (reached.to(joined.dtype) @ joined > 0) & rest
    return creatures.node_mask & (reached | ~rest).all(dim=2)


def removable_muscles(creatures: Genotypes) -> Tensor:
    """[P, M] bool: muscles without which the body still hangs together, those that lie on a cycle."""
    joined = adjacency(creatures)
    first, second = creatures.ends.unbind(-1)
    first, second = first[:, :, None], second[:, :, None]
    reached = joined.new_zeros(*first.shape[:2], joined.shape[1]).scatter_(2, first, 1.0)  # [P, M without which, N]
    for _ in range(joined.shape[1] - 1):
        neighbours = reached @ joined
        neighbours.scatter_add_(2, second, -reached.gather(2, first))
        neighbours.scatter_add_(2, first, -reached.gather(2, second))
        reached = ((reached + neighbours) > 0).to(joined.dtype)
    return creatures.muscle_mask & (reached.gather(2, second)[:, :, 0] > 0)


def free_pairs(creatures: Genotypes) -> Tensor:
    """[P, N, N] bool, first < second: pairs of nodes that no muscle joins."""
    both = creatures.node_mask[:, :, None] & creatures.node_mask[:, None, :]
    return (both & (adjacency(creatures) == 0)).triu(diagonal=1)
