"""Genotypes: a population as variation works on it, its genes side by side in a few matrices.

One operation on a matrix of all genes costs a fraction of one operation on each gene. Columns of nodes: x, y, z, then
NODE_GENES; of muscles: MUSCLE_GENES, then x, y, z of each of UNIT_VECTORS; of creatures: CREATURE_GENES.

P creatures, N node slots, M muscle slots.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.genes import CREATURE_GENES, MUSCLE_GENES, NODE_GENES, POSITION, UNIT_VECTORS, Gene
from simulation.newborn_brains import Frame
from simulation.population import DenseBrain, NeatBrain, Population
from simulation.rows import Rows
from simulation.variation.dense_nets import DenseNets
from simulation.variation.neat_nets import NeatNets
from simulation.variation.nets import Nets

REST_LENGTH = list(MUSCLE_GENES).index("rest_length")
VECTORS = len(MUSCLE_GENES)  # the first column of muscles that is no gene but part of a unit vector
COMPONENT = Gene(-1.0, 1.0, -torch.inf, torch.inf)  # of a unit vector; its length keeps it in bounds


class Columns:
    """What GENES says of each column of a matrix [..., G]."""

    def __init__(self, genes: Iterable[Gene]):
        self.genes = list(genes)
        self.born_low = torch.tensor([gene.born_low for gene in self.genes])
        self.span = torch.tensor([gene.born_high - gene.born_low for gene in self.genes])
        self.step = self.span * torch.tensor([gene.step for gene in self.genes])
        self.low = torch.tensor([-torch.inf if gene.wraps else gene.low for gene in self.genes])
        self.high = torch.tensor([torch.inf if gene.wraps else gene.high for gene in self.genes])
        self.wrapping = [column for column, gene in enumerate(self.genes) if gene.wraps]

    def born(self, count: int, random: Generator) -> Tensor:
        """Values [count, G] as newborns have them."""
        return self.born_low + self.span * torch.rand(count, len(self.genes), generator=random)

    def bounded(self, values: Tensor) -> Tensor:
        """The values [..., G] brought within their bounds, in place."""
        return self.wrapped(values.clamp_(self.low, self.high))

    def wrapped(self, values: Tensor) -> Tensor:
        """The values [..., G] of genes that wrap brought back into their range, in place."""
        for column in self.wrapping:
            gene = self.genes[column]
            turned = gene.low + torch.remainder(values[..., column] - gene.low, gene.high - gene.low)
            # the remainder of a tiny negative rounds to the whole
            values[..., column] = torch.where(turned < gene.high, turned, gene.low)
        return values


TRAITS = Columns(CREATURE_GENES.values())
NODES = Columns([*POSITION.values(), *NODE_GENES.values()])
MUSCLES = Columns([*MUSCLE_GENES.values(), *[COMPONENT] * 3 * len(UNIT_VECTORS)])


NETS: dict[type, Callable[[Any], Nets]] = {DenseBrain: DenseNets.of, NeatBrain: NeatNets.of}


@dataclass(frozen=True)
class Genotypes(Rows):
    """Genes [P, …]; padding is zero. Whoever makes one owns its memory, so operators may write into it."""

    traits: Tensor  # [P, 2] of creatures
    node_mask: Tensor  # [P, N] bool
    nodes: Tensor  # [P, N, 5]
    muscle_mask: Tensor  # [P, M] bool
    ends: Tensor  # [P, M, 2] int64 node slots
    muscles: Tensor  # [P, M, 16]
    nets: Nets | None  # None: oscillators alone

    @property
    def frame(self) -> Frame:
        """What brains are made for."""
        return Frame(self.node_mask, self.muscle_mask, self.ends)


def packed(creatures: Population) -> Genotypes:
    """A copy of the creatures' genes, in float32."""
    nodes = [creatures.position, *(getattr(creatures, name)[..., None] for name in NODE_GENES)]
    muscles = [torch.stack([getattr(creatures, name) for name in MUSCLE_GENES], -1)]
    brain = creatures.brain
    return Genotypes(
        traits=torch.stack([getattr(creatures, name) for name in CREATURE_GENES], -1).float(),
        node_mask=creatures.node_mask.clone(),
        nodes=torch.cat(nodes, -1).float(),
        muscle_mask=creatures.muscle_mask.clone(),
        ends=creatures.ends.clone(),
        muscles=torch.cat([*muscles, *(getattr(creatures, name) for name in UNIT_VECTORS)], -1).float(),
        nets=None if brain is None else NETS[type(brain)](brain),
    )


def unpacked(genotypes: Genotypes, config: RunConfig, **who: Tensor) -> Population:
    """Creatures of these genes, whose arrays are views of them.

    Args:
        who: `id`, `parents`, `operator` and `streak` of Population.
    """
    vectors = torch.split(genotypes.muscles[..., VECTORS:], 3, -1)
    return Population(
        **who,
        **dict(zip(CREATURE_GENES, genotypes.traits.unbind(-1), strict=True)),
        node_mask=genotypes.node_mask,
        position=genotypes.nodes[..., :3],
        **dict(zip(NODE_GENES, genotypes.nodes[..., 3:].unbind(-1), strict=True)),
        muscle_mask=genotypes.muscle_mask,
        ends=genotypes.ends,
        **dict(zip(MUSCLE_GENES, genotypes.muscles[..., :VECTORS].unbind(-1), strict=True)),
        **dict(zip(UNIT_VECTORS, vectors, strict=True)),
        brain=None if genotypes.nets is None else genotypes.nets.brain(config),
    )
