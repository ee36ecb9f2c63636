"""Numbers of the genes with which founders' nets of NEAT begin a run.

Founders of one run, or of runs forked from each other, agree on what a number means, and keep it. Founders that come
together from elsewhere may give one gene two numbers, or two genes one: those are numbered anew, by structure.
"""

from collections import defaultdict
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.memory import MOST_INNOVATIONS
from simulation.neurons import HIDDEN, founding_keys, founding_numbers, input_ids, output_ids
from simulation.population import NeatBrain, n_inputs


def renumbered(brain: NeatBrain, ends: Tensor, config: RunConfig) -> NeatBrain:
    """Nets whose genes have numbers that are right under these settings.

    Links from inputs to outputs have the numbers that every run of these settings gives them. All others, and hidden
    neurons, keep theirs, or are moved on by as much, all alike, as puts them behind those: what was the same gene still
    is. Nets of a run with the same settings stay as they are. Where the nets do not agree on their numbers, or these
    are beyond what a run has room for, structure says what is the same gene (`Structure`).

    Args:
        ends: [P, M, 2] node slots of the creatures' muscles.
    """
    inputs, hidden, first = n_inputs(config), config.neat_max_hidden, len(founding_keys(config)) + 1
    later, grown = brain.innovation > 0, brain.neuron > 0
    later[:, :inputs, hidden:] = False
    numbers = torch.cat([brain.innovation[later].long(), brain.neuron[grown] - HIDDEN])
    move = max(first - int(numbers.min()), 0) if len(numbers) else 0
    if len(numbers) and (int(numbers.max()) + move > MOST_INNOVATIONS or not _agree(brain, ends, later, config)):
        return Structure(config).numbered(brain, ends)
    innovation = torch.where(later, brain.innovation + move, brain.innovation)
    own = innovation[:, :inputs, hidden:]
    own.copy_(torch.where(own > 0, founding_numbers(ends, config), 0))
    return replace(brain, innovation=innovation, neuron=brain.neuron + move * grown)


def _agree(brain: NeatBrain, ends: Tensor, later: Tensor, config: RunConfig) -> bool:
    """Whether each number means one gene, and each gene has one number, in all nets together.

    Args:
        later: [P, I + H, H + M] links that are not from an input to an output.
    """
    row, source, sink = later.nonzero(as_tuple=True)
    sources = torch.cat([input_ids(ends, config), brain.neuron], 1)[row, source]
    sinks = torch.cat([brain.neuron, output_ids(ends, config)], 1)[row, sink]
    neurons = brain.neuron[brain.neuron > 0]
    genes = torch.cat([(sources << 32) + sinks, -neurons])
    numbers = torch.cat([brain.innovation[row, source, sink].long(), neurons - HIDDEN])
    pairs = torch.stack([numbers, genes], 1).unique(dim=0)  # type: ignore[no-untyped-call]
    return all(len(column.unique()) == len(pairs) for column in pairs.T)


class Structure:
    """Numbers by structure, as one table would have given them had all nets grown in one run.

    A hidden neuron is what splits a link, which is still there beside it, disabled or not; two that split the same link
    are one gene, the second in a net another one. Of a neuron whose link is gone nobody can tell what it split: it is
    like no other. Two links are one gene if they join the same.
    """

    def __init__(self, config: RunConfig):
        self._config = config
        self._first = len(founding_keys(config)) + 1
        self._numbers: dict[tuple[Any, ...], int] = {}

    def numbered(self, brain: NeatBrain, ends: Tensor) -> NeatBrain:
        """The nets with numbers of this table."""
        inputs, hidden = n_inputs(self._config), self._config.neat_max_hidden
        innovation, neuron = brain.innovation.clone(), brain.neuron.clone()
        innovation[:, :inputs, hidden:] = torch.where(
            innovation[:, :inputs, hidden:] > 0, founding_numbers(ends, self._config), 0
        )
        sources, sinks = input_ids(ends, self._config).tolist(), output_ids(ends, self._config).tolist()
        for row, ids in enumerate(brain.neuron.tolist()):
            count = sum(number > 0 for number in ids)
            if not count:
                continue
            links = _links(brain.innovation[row])
            fresh = self._neurons(row, ids[:count], links, (sources[row], sinks[row]))
            neuron[row, :count] = torch.tensor(fresh)
            source_ids, sink_ids = sources[row] + fresh, fresh + [0] * (hidden - count) + sinks[row]
            later = [at for at in links if at[0] >= inputs or at[1] < hidden]
            at = torch.tensor(later, dtype=torch.int64).reshape(-1, 2).T
            numbers = [self._number(source_ids[source], sink_ids[sink]) for source, sink in later]
            innovation[row, at[0], at[1]] = torch.tensor(numbers, dtype=torch.int32)
        return replace(brain, innovation=innovation, neuron=neuron)

    def _neurons(
        self, row: int, ids: list[int], links: dict[tuple[int, int], int], ends: tuple[list[int], list[int]]
    ) -> list[int]:
        """Ids of a net's hidden neurons, in their slots; older ones are known when younger ones are asked for."""
        inputs, hidden = n_inputs(self._config), self._config.neat_max_hidden
        source_ids: dict[int, int] = dict(enumerate(ends[0]))
        sink_ids: dict[int, int] = {hidden + muscle: name for muscle, name in enumerate(ends[1])}
        met: dict[tuple[int, int], int] = defaultdict(int)
        for slot in sorted(range(len(ids)), key=ids.__getitem__):
            split = _split(slot, inputs, links)
            ends_known = split is not None and split[0] in source_ids and split[1] in sink_ids
            if split is not None and ends_known:
                link = source_ids[split[0]], sink_ids[split[1]]
                number = self._number("split", *link, met[link])
                met[link] += 1
            else:
                number = self._number("alone", row, slot)
            source_ids[inputs + slot] = sink_ids[slot] = HIDDEN + number
        return [sink_ids[slot] for slot in range(len(ids))]

    def _number(self, *gene: Any) -> int:
        """The number of a gene; one not met before gets the next."""
        return self._numbers.setdefault(gene, self._first + len(self._numbers))


def _links(innovation: Tensor) -> dict[tuple[int, int], int]:
    """Numbers of a net's links by source and sink."""
    places = innovation.nonzero()
    numbers = innovation[places[:, 0], places[:, 1]].tolist()
    return {(source, sink): number for (source, sink), number in zip(places.tolist(), numbers, strict=True)}


def _split(slot: int, inputs: int, links: dict[tuple[int, int], int]) -> tuple[int, int] | None:
    """Source and sink of the link that the neuron in a hidden slot splits, if it is still there.

    Several may look so: the links that lead round the right one are as old as the neuron, and the oldest.
    """
    into = [(number, source) for (source, sink), number in links.items() if sink == slot]
    out = [(number, sink) for (source, sink), number in links.items() if source == inputs + slot]
    ways = [(a + b, source, sink) for a, source in into for b, sink in out if (source, sink) in links]
    return min(ways)[1:] if ways else None
