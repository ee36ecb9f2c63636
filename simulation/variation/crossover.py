"""Crossover of two parents: the body's structure from the fitter, genes and weights mixed where they match.

Nodes match by slot; a muscle matches the other parent's muscle between the same two slots, in whatever slot that is.
What has no match is the fitter parent's alone, in body and brain.
"""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.genes import CREATURE_GENES, MUSCLE_GENES, UNIT_VECTORS, Gene
from simulation.population import DenseBrain, Population
from simulation.variation.mutation import wrapped
from simulation.variation.slots import NODE_FIELDS, input_mask, rewired, taken
from simulation.variation.weights import WEIGHT_CROSSOVER

STRAIGHT = Gene(0, 1, 0, 1)  # anything that does not wrap


@dataclass(frozen=True)
class Match:
    """What two parents have in common, by the fitter parent's slots."""

    nodes: Tensor  # [P, N] bool
    muscles: Tensor  # [P, M] bool
    partner: Tensor  # [P, M] the other parent's slot of the muscle; anything where there is none


def cross(fitter: Population, other: Population, config: RunConfig, random: Generator) -> Population:
    """Children [P] of parents [P] and [P]; who they are stays the fitter parent's, for the caller to fill in."""
    match = matched(fitter, other)
    of_creature = torch.rand(len(fitter), generator=random)
    of_node = torch.rand(match.nodes.shape, generator=random) * match.nodes
    of_muscle = torch.rand(match.muscles.shape, generator=random) * match.muscles

    new: dict[str, Any] = {}
    for name, gene in CREATURE_GENES.items():
        new[name] = between(getattr(fitter, name), getattr(other, name), of_creature, gene)
    for name in NODE_FIELDS:
        new[name] = between(getattr(fitter, name), getattr(other, name), of_node, STRAIGHT)
    for name, gene in MUSCLE_GENES.items():
        new[name] = between(getattr(fitter, name), taken(getattr(other, name), match.partner), of_muscle, gene)
    for name in UNIT_VECTORS:
        mixed = between(getattr(fitter, name), taken(getattr(other, name), match.partner), of_muscle, STRAIGHT)
        length = mixed.norm(dim=-1, keepdim=True)
        new[name] = torch.where(match.muscles[:, :, None] & (length > 1e-3), mixed / length, getattr(fitter, name))
    if fitter.brain is not None and other.brain is not None:
        new["brain"] = cross_brains(fitter.brain, other.brain, match, config, random)
    return replace(fitter, **new)


def matched(fitter: Population, other: Population) -> Match:
    """Nodes match in the same slot, muscles between the same two slots."""
    n_nodes, n_muscles = fitter.node_mask.shape[1], fitter.muscle_mask.shape[1]

    def pair(creatures: Population) -> Tensor:
        """One number for the two ends, whichever is first; padding joins slot 0 to itself, which no muscle does."""
        return creatures.ends.amin(-1) * n_nodes + creatures.ends.amax(-1)

    slots = torch.arange(n_muscles).expand(len(other), -1)
    slot_of = torch.full((len(other), n_nodes**2), -1).scatter(1, pair(other), slots)
    partner = slot_of.gather(1, pair(fitter))
    return Match(
        nodes=fitter.node_mask & other.node_mask,
        muscles=fitter.muscle_mask & (partner >= 0),
        partner=partner.clamp(min=0),
    )


def between(first: Tensor, second: Tensor, share: Tensor, gene: Gene) -> Tensor:
    """From the first (share 0) toward the second (share 1); round the shorter way where the gene wraps."""
    share = share.view(*share.shape, *[1] * (first.dim() - share.dim()))
    if not gene.wraps:
        return first + share * (second - first)
    half = (gene.high - gene.low) / 2
    return wrapped(first + share * (torch.remainder(second - first + half, 2 * half) - half), gene)


def cross_brains(
    first: DenseBrain, other: DenseBrain, match: Match, config: RunConfig, random: Generator
) -> DenseBrain:
    """Nets mixed weight by weight; a weight that belongs to an unmatched node or muscle is the fitter parent's."""
    slots = torch.arange(match.nodes.shape[1]).expand_as(match.nodes)
    second = rewired(other, slots, match.partner, config)
    mix = WEIGHT_CROSSOVER[config.weight_crossover]

    def mixed(name: str, both: Tensor | bool) -> Tensor:
        mine = getattr(first, name)
        return torch.where(torch.as_tensor(both), mix(mine, getattr(second, name), config, random), mine)

    return DenseBrain(
        weights_in=mixed("weights_in", input_mask(match.nodes, match.muscles, config)[:, :, None]),
        bias_hidden=mixed("bias_hidden", True),
        weights_out=mixed("weights_out", match.muscles[:, None, :]),
        bias_out=mixed("bias_out", match.muscles),
    )
