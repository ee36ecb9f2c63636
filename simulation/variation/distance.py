"""Distance between genomes, by which species are told apart: of bodies, and of nets.

P creatures, K others they are compared with; N node slots, M muscle slots. What belongs to both of two genomes is
matched by identity: muscles by the nodes they join, connections by innovation number. Features have the creature
last, so that every operation runs along creatures.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.genes import MUSCLE_GENES
from simulation.neurons import pair_places
from simulation.population import DenseBrain, NeatBrain, Population, input_mask, input_slots

WRAPPING = [column for column, gene in enumerate(MUSCLE_GENES.values()) if gene.wraps]
FEW = 20  # genes; of two nets that both have fewer, differences are not divided by their number


@dataclass(frozen=True)
class Features:
    """Numbers of what genomes have or have not: G things of C numbers each."""

    values: Tensor  # [C, G, P], 0 of what is not there
    present: Tensor  # [G, P] 1.0 or 0.0


def distances(population: Population, representatives: Population, config: RunConfig) -> Tensor:
    """[P, K] how far each of P creatures is from each of K others; time goes by K, so let them be few.

    c1 · excess genes / n + c2 · disjoint genes / n + c3 · mean difference of weights (Stanley & Miikkulainen 2002,
    section 3.3) of nets, and of bodies c2 · unmatched muscles / n + c3 · mean difference of their genes, in units of
    the range they are born in; n is the larger genome's number of genes or muscles.
    """
    apart = body_distances(population, representatives, config)
    if population.brain is not None:
        apart += NETS[type(population.brain)](population, representatives, config)
    return apart


def body_distances(population: Population, representatives: Population, config: RunConfig) -> Tensor:
    """[P, K] between bodies."""
    own, other = (muscles(creatures, config) for creatures in (population, representatives))
    n_own, n_other = population.muscle_mask.sum(1), representatives.muscle_mask.sum(1)
    matched, difference = in_common(own, other, around)
    larger = torch.maximum(n_own[:, None], n_other)
    unmatched = n_own[:, None] + n_other - 2 * matched
    return config.distance_disjoint * unmatched / larger + config.distance_weights * mean(
        difference, matched * len(MUSCLE_GENES)
    )


def dense_distances(population: Population, representatives: Population, config: RunConfig) -> Tensor:
    """[P, K] between nets with one hidden layer, by the weights that both have."""
    total, count = torch.zeros(2, len(population), len(representatives)).unbind()
    for features in (weights_of_inputs, weights_of_muscles):
        own, other = (features(creatures, config) for creatures in (population, representatives))
        matched, difference = in_common(own, other, torch.Tensor.abs_)
        total += difference
        count += matched * len(own.values)
    return config.distance_weights * mean(total, count)


def neat_distances(population: Population, representatives: Population, config: RunConfig) -> Tensor:
    """[P, K] between nets of NEAT."""
    own, other = genes(population), genes(representatives)
    numbers = other.number.unique()  # type: ignore[no-untyped-call]  # rising; what only the population has has no match
    matched, difference = in_common(own.features(numbers), other.features(numbers), torch.Tensor.abs_)
    excess = own.beyond(other.newest) + other.beyond(own.newest).T
    disjoint = own.count[:, None] + other.count - 2 * matched - excess
    larger = torch.maximum(own.count[:, None], other.count)
    larger = torch.where(larger < FEW, 1, larger)
    apart = (config.distance_excess * excess + config.distance_disjoint * disjoint) / larger
    return apart + config.distance_weights * mean(difference, matched)


NETS: dict[type, Callable[[Population, Population, RunConfig], Tensor]] = {
    DenseBrain: dense_distances,
    NeatBrain: neat_distances,
}


def in_common(own: Features, other: Features, size: Callable[[Tensor], Tensor]) -> tuple[Tensor, Tensor]:
    """[P, K] how many things two genomes share, and the sum of these things' differences.

    Args:
        size: of differences [C, g, p], in place; 0 of 0.
    """
    matched = own.present.T @ other.present
    difference = torch.empty_like(matched)
    room = torch.empty(own.values.numel())  # written again and again, it stays in the processor's cache
    for column in range(other.present.shape[1]):  # a few creatures; the P are dealt with at once
        at = other.present[:, column].nonzero()[:, 0]
        shape = len(own.values), len(at), len(difference)
        values = other.values[:, at, column, None]
        apart = torch.index_select(own.values, 1, at, out=room[: math.prod(shape)].view(shape)).sub_(values)
        difference[:, column] = size(apart).sum((0, 1))
    # where the other has a thing alone, 0 stood in for it: that much is too much
    alone = size(other.values.clone()).sum(0)  # [G, K]
    difference -= alone.sum(0) - own.present.T @ alone
    return matched, difference.clamp_(min=0)


def mean(total: Tensor, count: Tensor) -> Tensor:
    """The mean of so many, 0 of none."""
    return total / count.clamp(min=1)


def muscles(creatures: Population, config: RunConfig) -> Features:
    """Genes of muscles, by the pairs of nodes they join, in units of the range they are born in."""
    columns = [getattr(creatures, name) / (gene.born_high - gene.born_low) for name, gene in MUSCLE_GENES.items()]
    return by_pair(torch.stack(columns), creatures, config)


def around(difference: Tensor) -> Tensor:
    """The sizes of differences [C, g, p] of muscles' genes, in place: the shorter way where a gene wraps."""
    difference.abs_()
    for column in WRAPPING:
        torch.minimum(difference[column], 1 - difference[column], out=difference[column])
    return difference


def by_pair(values: Tensor, creatures: Population, config: RunConfig) -> Features:
    """What muscles have in C columns [C, P, M], by the pairs of nodes they join."""
    count, nodes, columns = len(creatures), config.max_nodes, len(values)
    n_pairs = nodes * (nodes - 1) // 2
    body, slot = creatures.muscle_mask.nonzero(as_tuple=True)
    place = pair_places(creatures.ends[body, slot], nodes) * count + body
    spread = torch.zeros(columns, n_pairs * count).index_copy_(1, place, values[:, body, slot].float())
    present = torch.zeros(n_pairs * count).index_fill_(0, place, 1.0)
    return Features(spread.view(columns, n_pairs, count), present.view(n_pairs, count))


def weights_of_muscles(creatures: Population, config: RunConfig) -> Features:
    """Weights to a muscle and from its strain, its bias among them, by the pairs of nodes."""
    brain, strain = creatures.brain, input_slots(config)["strain"]
    assert isinstance(brain, DenseBrain)
    columns = [*brain.weights_out.movedim(1, 0), brain.bias_out]
    if config.sense_strain:
        columns += brain.weights_in[:, strain].movedim(2, 0)
    return by_pair(torch.stack(columns), creatures, config)


def weights_of_inputs(creatures: Population, config: RunConfig) -> Features:
    """Weights from inputs but those of muscles, and as of one more input the hidden biases."""
    brain = creatures.brain
    assert isinstance(brain, DenseBrain)
    mask = input_mask(creatures.node_mask, creatures.muscle_mask, config)
    mask[:, input_slots(config)["strain"]] = False
    present = torch.cat([mask, torch.ones(len(mask), 1, dtype=torch.bool)], 1).T.float()  # [I + 1, P]
    values = torch.cat([brain.weights_in, brain.bias_hidden[:, None]], 1).permute(2, 1, 0)
    return Features(values * present, present)


@dataclass(frozen=True)
class Genes:
    """The connections of P nets of NEAT, all G in one list."""

    row: Tensor  # [G] whose it is
    number: Tensor  # [G] innovation number
    weight: Tensor  # [G]
    count: Tensor  # [P] connections of each net
    newest: Tensor  # [P] the greatest number of each, 0 where it has none

    def features(self, numbers: Tensor) -> Features:
        """Weights of the genes of these numbers [F], rising."""
        at = torch.searchsorted(numbers, self.number).clamp_(max=max(len(numbers) - 1, 0))
        shared = (numbers[at] == self.number).nonzero()[:, 0] if len(numbers) else at[:0]
        count = len(self.count)
        place = at[shared] * count + self.row[shared]
        values, present = torch.zeros(2, len(numbers) * count).unbind()
        values[place], present[place] = self.weight[shared], 1.0
        return Features(values.view(1, -1, count), present.view(-1, count))

    def beyond(self, newest: Tensor) -> Tensor:
        """[P, K] how many genes are newer than each of these numbers [K]."""
        rising, order = newest.sort()
        columns = len(newest) + 1
        older = torch.searchsorted(rising, self.number)  # how many of the K are
        tally = torch.bincount(self.row * columns + older, minlength=len(self.count) * columns)
        beyond = tally.view(-1, columns).flip(1).cumsum(1).flip(1)[:, 1:]
        return torch.empty_like(beyond).index_copy_(1, order, beyond)


def genes(creatures: Population) -> Genes:
    """The connections of nets of NEAT."""
    brain = creatures.brain
    assert isinstance(brain, NeatBrain)
    place = brain.innovation.flatten().nonzero()[:, 0]
    row = place // brain.innovation[0].numel()
    return Genes(
        row=row,
        number=brain.innovation.flatten()[place],
        weight=brain.weight.flatten()[place].float(),
        count=torch.bincount(row, minlength=len(brain.innovation)),
        newest=brain.innovation.flatten(1).amax(1),
    )
