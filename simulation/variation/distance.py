"""Distance between genomes, by which species are told apart: of bodies, and of nets.

P creatures, K others they are compared with; N node slots, M muscle slots. What belongs to both of two genomes is
matched by identity: muscles by the nodes they join, connections by innovation number. Arrays of features have the
creature last, so that every operation runs along creatures.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.genes import MUSCLE_GENES
from simulation.neurons import pair_places
from simulation.population import DenseBrain, NeatBrain, Population, input_mask, input_slots

FEW = 20  # genes; of two nets that both have fewer, differences are not divided by their number


@dataclass(frozen=True)
class Features:
    """Numbers that genomes have or have not, one row each."""

    values: Tensor  # [F, P], 0 where there is none
    present: Tensor  # [F, P] 1.0 or 0.0


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
    own, other = (muscles(creatures, config.max_nodes) for creatures in (population, representatives))
    n_own, n_other = population.muscle_mask.sum(1), representatives.muscle_mask.sum(1)
    matched, difference = in_common(own, other, around)
    larger = torch.maximum(n_own[:, None], n_other)
    unmatched = n_own[:, None] + n_other - 2 * matched / len(MUSCLE_GENES)
    return config.distance_disjoint * unmatched / larger + config.distance_weights * mean(difference, matched)


def dense_distances(population: Population, representatives: Population, config: RunConfig) -> Tensor:
    """[P, K] between nets with one hidden layer, by the weights that both have."""
    own, other = (weights(creatures, config) for creatures in (population, representatives))
    matched, difference = in_common(own, other, torch.Tensor.abs_)
    return config.distance_weights * mean(difference, matched)


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
    """[P, K] how many features two genomes share, and the sum of these features' differences.

    Args:
        size: of differences [f, P], in place; 0 of 0.
    """
    matched = own.present.T @ other.present
    difference = torch.empty_like(matched)
    for column in range(other.values.shape[1]):  # a few creatures; the P are dealt with at once
        rows = other.present[:, column].nonzero()[:, 0]
        values = other.values[rows, column, None]
        apart = size(own.values.index_select(0, rows).sub_(values))
        # where the other has it alone, 0 stood in for it: that much is too much
        alone = size(values.clone())
        too_much = alone.sum() - own.present.index_select(0, rows).T @ alone[:, 0]
        difference[:, column] = apart.sum(0).sub_(too_much)
    return matched, difference.clamp_(min=0)


def mean(total: Tensor, count: Tensor) -> Tensor:
    """The mean of so many, 0 of none."""
    return total / count.clamp(min=1)


def muscles(creatures: Population, n_nodes: int) -> Features:
    """Genes of muscles, in units of the range they are born in: gene by gene, in each the pairs of nodes."""
    columns = [getattr(creatures, name) / (gene.born_high - gene.born_low) for name, gene in MUSCLE_GENES.items()]
    return of_muscles(torch.stack(columns), creatures, n_nodes)


def around(difference: Tensor) -> Tensor:
    """The sizes of differences of muscles' genes, in place: the shorter way where a gene wraps."""
    by_gene = difference.abs_().view(len(MUSCLE_GENES), -1, difference.shape[1])
    for of_gene, gene in zip(by_gene, MUSCLE_GENES.values(), strict=True):
        if gene.wraps:
            torch.minimum(of_gene, 1 - of_gene, out=of_gene)
    return difference


def of_muscles(values: Tensor, creatures: Population, n_nodes: int) -> Features:
    """Features [C · pairs of nodes, P] of what muscles have in C columns [C, P, M]."""
    count, n_pairs, columns = len(creatures), n_nodes * (n_nodes - 1) // 2, len(values)
    body, slot = creatures.muscle_mask.nonzero(as_tuple=True)
    place = pair_places(creatures.ends[body, slot], n_nodes) * count + body
    spread = torch.zeros(columns, n_pairs * count).index_copy_(1, place, values[:, body, slot].float())
    present = torch.zeros(n_pairs * count).index_fill_(0, place, 1.0).view(n_pairs, count)
    return Features(spread.view(-1, count), present.repeat(columns, 1))


def weights(creatures: Population, config: RunConfig) -> Features:
    """Weights of nets with one hidden layer: what muscles have by the pairs of nodes, the rest as it lies."""
    brain, strain = creatures.brain, input_slots(config)["strain"]
    assert isinstance(brain, DenseBrain)
    of_muscle = [*brain.weights_out.movedim(1, 0), brain.bias_out, *brain.weights_in[:, strain].movedim(2, 0)]
    if strain.start == strain.stop:
        of_muscle = of_muscle[: config.hidden + 1]
    outputs = of_muscles(torch.stack(of_muscle), creatures, config.max_nodes)
    mask = input_mask(creatures.node_mask, creatures.muscle_mask, config)
    mask[:, strain] = False  # they are among the muscles'
    present = torch.cat(
        [mask[:, :, None].expand_as(brain.weights_in).flatten(1), torch.ones_like(brain.bias_hidden)], 1
    )
    values = torch.cat([brain.weights_in.flatten(1), brain.bias_hidden], 1) * present
    return Features(torch.cat([values.T.float(), outputs.values]), torch.cat([present.T.float(), outputs.present]))


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
        return Features(values.view(-1, count), present.view(-1, count))

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
