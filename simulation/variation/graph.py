"""Graph: bodies as graphs, and what can be taken from one without its falling apart.

P bodies, N node slots, M muscle slots; there are no self-loops and no parallel muscles.
"""

import torch
from torch import Tensor


def adjacency(ends: Tensor, muscle_mask: Tensor, n_nodes: int) -> Tensor:
    """[P, N, N] float: 1 where a muscle [P, M] joins two nodes, its ends [P, M, 2]."""
    joined = torch.zeros(len(ends), n_nodes**2)
    first, second = ends.unbind(-1)
    present = muscle_mask.to(joined.dtype)
    joined.scatter_add_(1, first * n_nodes + second, present)
    joined.scatter_add_(1, second * n_nodes + first, present)
    return joined.view(-1, n_nodes, n_nodes)


def removable_nodes(joined: Tensor, node_mask: Tensor) -> Tensor:
    """[P, N] bool: nodes without which the rest still hangs together, of bodies with this adjacency."""
    n_nodes = joined.shape[1]
    every = torch.eye(n_nodes)
    rest = node_mask[:, None, :] * (1 - every)  # [P, N without which, N]
    walks = torch.zeros_like(rest)  # how many lead to each node; at most 20^20, which float32 holds
    walks[:, :, 0] = 1
    walks[:, 0] = every[1]  # without node 0, start at node 1
    near = joined + every
    for _ in range(n_nodes - 1):
        walks = (walks @ near).mul_(rest)
    return node_mask & ((walks > 0) == (rest > 0)).all(dim=2)


def removable_muscles(joined: Tensor, ends: Tensor, muscle_mask: Tensor) -> Tensor:
    """[P, M] bool: muscles without which the body still hangs together, those that lie on a cycle.

    Were every muscle a resistor of 1 Ω, the resistance between a muscle's ends would be 1 Ω exactly where it is their
    only link, and at most 1 − 1/n on a cycle of n (Klein & Randić 1993, Resistance Distance). With node 0 earthed
    through 1 Ω, the potentials for a current into any node are a column of the inverse of the conductances.
    """
    degree = joined.sum(2)
    earthed = (degree == 0).to(joined.dtype)  # padding, so that there is an inverse
    earthed[:, 0] = 1
    potential = torch.linalg.inv(torch.diag_embed(degree + earthed) - joined).flatten(1)
    first, second = ends.unbind(-1)
    n_nodes = joined.shape[1]
    pairs = torch.cat([first * n_nodes + first, second * n_nodes + second, first * n_nodes + second], dim=1)
    of_first, of_second, between = potential.gather(1, pairs).chunk(3, dim=1)
    resistance: Tensor = of_first + of_second - 2 * between
    return muscle_mask & (resistance < 1 - 0.5 / n_nodes)


def free_pairs(joined: Tensor, node_mask: Tensor) -> Tensor:
    """[P, N, N] bool, first < second: pairs of nodes that no muscle joins, of bodies with this adjacency."""
    both = node_mask[:, :, None] & node_mask[:, None, :]
    return (both & (joined == 0)).triu(diagonal=1)
