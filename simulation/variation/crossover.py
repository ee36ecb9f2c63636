"""Crossover of two parents: the body's structure from the fitter, genes and weights mixed where they match.

Nodes match by slot; a muscle matches the other parent's muscle between the same two slots, in whatever slot that is.
What has no match is the fitter parent's alone, in body and brain.
"""

from dataclasses import replace

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.variation.genotypes import MUSCLES, NODES, TRAITS, Columns, Genotypes
from simulation.variation.mutation import turned
from simulation.variation.nets import Match
from simulation.variation.slots import taken


def cross(fitter: Genotypes, other: Genotypes, config: RunConfig, random: Generator) -> Genotypes:
    """Children [P] of parents [P] and [P]."""
    match = matched(fitter, other)
    of_creature = torch.rand(len(fitter), 1, generator=random)
    of_node = torch.rand(match.nodes.shape, generator=random) * match.nodes
    of_muscle = torch.rand(match.muscles.shape, generator=random) * match.muscles
    muscles = between(fitter.muscles, taken(other.muscles, match.partner), of_muscle[..., None], MUSCLES)
    nets = fitter.nets
    if fitter.nets is not None and other.nets is not None:
        nets = fitter.nets.crossed(other.nets, match, config, random)
    return replace(
        fitter,
        traits=between(fitter.traits, other.traits, of_creature, TRAITS),
        nodes=between(fitter.nodes, other.nodes, of_node[..., None], NODES),
        muscles=turned(fitter.muscles, muscles),
        nets=nets,
    )


def matched(fitter: Genotypes, other: Genotypes) -> Match:
    """Nodes match in the same slot, muscles between the same two slots."""
    n_nodes, n_muscles = fitter.node_mask.shape[1], fitter.muscle_mask.shape[1]

    def pair(creatures: Genotypes) -> Tensor:
        """One number for the two ends, whichever is first; padding joins slot 0 to itself, which no muscle does."""
        first, second = creatures.ends.unbind(-1)
        return torch.minimum(first, second) * n_nodes + torch.maximum(first, second)

    slots = torch.arange(n_muscles).expand(len(other), -1)
    slot_of = torch.full((len(other), n_nodes**2), -1).scatter_(1, pair(other), slots)
    partner = slot_of.gather(1, pair(fitter))
    return Match(
        nodes=fitter.node_mask & other.node_mask,
        muscles=fitter.muscle_mask & (partner >= 0),
        partner=partner.clamp(min=0),
    )


def between(first: Tensor, second: Tensor, share: Tensor, columns: Columns) -> Tensor:
    """Values [..., G] from the first (share 0) toward the second (share 1); the shorter way where a gene wraps."""
    apart = second - first
    for column in columns.wrapping:
        half = columns.span[column] / 2
        apart[..., column] = torch.remainder(apart[..., column] + half, 2 * half) - half
    return columns.wrapped(apart.mul_(share).add_(first))
