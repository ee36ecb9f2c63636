"""Newborns: random valid creatures under a run's settings."""

import math

import torch
from torch import Generator, Tensor

from simulation.body_size import fitted
from simulation.config import RunConfig
from simulation.genes import CREATURE_GENES, MUSCLE_GENES, NODE_GENES, POSITION, UNIT_VECTORS, Gene
from simulation.newborn_brains import BRAINS_AT_BIRTH, Frame
from simulation.population import NO_PARENT, OPERATORS, STRIDE, Population
from simulation.random import generator


def newborns(config: RunConfig, count: int, seed: int, generation: int = 0) -> Population:
    """`count` random creatures, connected, relaxed (rest lengths are lengths at birth) and within all bounds."""
    random = generator(seed, "newborns", generation)
    node_mask, muscle_mask, ends = random_graphs(config, count, random)
    nodes = {name: drawn(gene, node_mask, random) for name, gene in NODE_GENES.items()}
    muscles = {name: drawn(gene, muscle_mask, random) for name, gene in MUSCLE_GENES.items()}
    muscles |= {name: random_directions(muscle_mask, random) for name in UNIT_VECTORS}
    position = torch.stack([drawn(gene, node_mask, random) for gene in POSITION.values()], dim=-1)
    position, _ = fitted(position, node_mask, config)
    everyone = torch.ones(count, dtype=torch.bool)
    return Population(
        id=generation * STRIDE + torch.arange(count),
        parents=torch.full((count, 2), NO_PARENT),
        operator=torch.full((count,), OPERATORS.index("random"), dtype=torch.int8),
        streak=torch.zeros(count, dtype=torch.int32),
        **{name: drawn(gene, everyone, random) for name, gene in CREATURE_GENES.items()},
        node_mask=node_mask,
        position=position,
        **nodes,
        muscle_mask=muscle_mask,
        ends=ends,
        **muscles | {"rest_length": relaxed(position, ends, muscle_mask)},
        brain=BRAINS_AT_BIRTH[config.brain](config, Frame(node_mask, muscle_mask, ends), random),
    )


def random_graphs(config: RunConfig, count: int, random: Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Connected graphs: a random tree over the nodes, and random further pairs.

    Returns:
        node_mask [P, N], muscle_mask [P, M], ends [P, M, 2] int64 with first < second.
    """
    nodes, muscles = config.max_nodes, config.max_muscles
    fewest = next(n for n in range(2, nodes + 1) if n >= config.min_nodes and n * (n - 1) // 2 >= config.min_muscles)
    n_nodes = integers(torch.full((count,), fewest), torch.full((count,), min(nodes, muscles + 1)), random)
    n_muscles = integers(
        (n_nodes - 1).clamp(min=config.min_muscles), (n_nodes * (n_nodes - 1) // 2).clamp(max=muscles), random
    )
    pairs = torch.combinations(torch.arange(nodes))  # [pairs, 2], first < second
    first, second = pairs.T
    anchor = (torch.rand(count, nodes, generator=random) * torch.arange(nodes)).long()  # node k hangs on one before it
    urgency = torch.rand(count, len(pairs), generator=random)
    urgency += 1.0 * (anchor[:, second] == first)  # the tree's pairs come before all others
    urgency[second >= n_nodes[:, None]] = -1.0
    slots = min(muscles, len(pairs))
    chosen = urgency.topk(slots, dim=1).indices
    muscle_mask = torch.zeros(count, muscles, dtype=torch.bool)
    muscle_mask[:, :slots] = torch.arange(slots) < n_muscles[:, None]
    ends = torch.zeros(count, muscles, 2, dtype=torch.int64)
    ends[:, :slots] = pairs[chosen] * muscle_mask[:, :slots, None]
    return torch.arange(nodes) < n_nodes[:, None], muscle_mask, ends


def integers(low: Tensor, high: Tensor, random: Generator) -> Tensor:
    """Random integers [P], even in low..high, both included."""
    return low + (torch.rand(len(low), generator=random) * (high - low + 1)).long()


def drawn(gene: Gene, mask: Tensor, random: Generator) -> Tensor:
    """Values of a gene as newborns have them, zero where the mask is False; the mask's shape, float32."""
    spin = torch.rand(mask.shape, generator=random)
    return (gene.born_low + (gene.born_high - gene.born_low) * spin) * mask


def random_directions(mask: Tensor, random: Generator) -> Tensor:
    """Unit vectors [*mask.shape, 3], even over the sphere, zero where the mask is False."""
    height = 2 * torch.rand(mask.shape, generator=random) - 1
    angle = 2 * math.pi * torch.rand(mask.shape, generator=random)
    across = (1 - height * height).sqrt()
    return torch.stack([across * angle.cos(), height, across * angle.sin()], dim=-1) * mask[..., None]


def relaxed(position: Tensor, ends: Tensor, mask: Tensor) -> Tensor:
    """Rest lengths [P, M] at which a body is born without tension, as far as the gene allows."""
    gene = MUSCLE_GENES["rest_length"]
    creature = torch.arange(len(position))[:, None]
    span = position[creature, ends[..., 0]] - position[creature, ends[..., 1]]  # [P, M, 3]
    return span.square().sum(-1).sqrt().clamp(gene.low, gene.high) * mask
