"""Innovations: the historical markings of NEAT's genes (Stanley & Miikkulainen 2002), one table for a whole run.

A gene's number is the place of its key in the table, counted from 1. A link's key is (id of its source, id of its
sink); a split's is (−number of the connection, how many neurons have split it in this net before), and the neuron that
it made has the id HIDDEN + its number. So the same split or link has the same number whenever and wherever it happens.
"""

from typing import Self

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.memory import MOST_INNOVATIONS
from simulation.neurons import HIDDEN, founding_keys, input_ids, output_ids
from simulation.population import NeatBrain

GROWTH_ENDS = 3 * MOST_INNOVATIONS // 4  # keys; the rest is kept for genes whose links are renamed when bodies change
NEVER = 2**31 - 1  # so often no connection is split


class Innovations:
    """The table, which grows as it is asked for keys that it has not seen."""

    def __init__(self, keys: Tensor):
        """A table with these keys [K, 2] int64, no two alike."""
        self.keys = keys
        self._sorted, self._place = _packed(keys).sort()  # place: row of each sorted key

    @classmethod
    def founding(cls, config: RunConfig) -> Self:
        """The table with which a run begins: links from inputs to outputs, which newborns have, are in it."""
        return cls(founding_keys(config))

    @classmethod
    def met_in(cls, brain: NeatBrain, ends: Tensor, config: RunConfig) -> Self:
        """A table for creatures of whose past only their genes are known: no number that they have is given again.

        A link that one of them has keeps its number; which connection a neuron once split, nobody can tell.

        Args:
            ends: [P, M, 2] node slots of the creatures' muscles.
        """
        founding, neurons = founding_keys(config), brain.neuron[brain.neuron > 0] - HIDDEN
        highest = max([len(founding), int(brain.innovation.max()), *neurons.tolist()])
        numbers = torch.arange(1, highest + 1)
        keys = torch.stack([-numbers, torch.full_like(numbers, NEVER)], dim=1)
        keys[: len(founding)] = founding
        row, source, sink = brain.innovation.nonzero(as_tuple=True)
        number = brain.innovation[row, source, sink].long()
        sources = torch.cat([input_ids(ends, config), brain.neuron], 1)[row, source]
        sinks = torch.cat([brain.neuron, output_ids(ends, config)], 1)[row, sink]
        later = number > len(founding)
        keys[number[later] - 1] = torch.stack([sources[later], sinks[later]], dim=1)
        return cls(keys)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def has_room(self) -> bool:
        """Whether nets may still grow; a run that has tried millions of genes goes on with those it has."""
        return len(self) < GROWTH_ENDS

    def numbers(self, keys: Tensor) -> Tensor:
        """The numbers [n] int64 of keys [n, 2]; those not seen before get the next ones, in the order given."""
        wanted = _packed(keys)
        at = torch.searchsorted(self._sorted, wanted)
        known = at < len(self._sorted)
        known[known.clone()] = self._sorted[at[known]] == wanted[known]
        if not known.all():
            self._add(keys[~known], wanted[~known])
            at = torch.searchsorted(self._sorted, wanted)
        return self._place[at] + 1

    def _add(self, keys: Tensor, packed: Tensor) -> None:
        """Append keys [n, 2] that are not in the table, each once, in the order in which they first come."""
        fresh, inverse = packed.unique(return_inverse=True)  # type: ignore[no-untyped-call]  # rising
        first = torch.full_like(fresh, len(packed)).scatter_reduce_(
            0, inverse, torch.arange(len(packed)), reduce="amin"
        )
        order = first.argsort()  # of the fresh keys, by their first coming
        count = len(self.keys)
        if count + len(fresh) > MOST_INNOVATIONS:
            raise OverflowError(f"a run has room for {MOST_INNOVATIONS} innovations of NEAT")
        place = torch.empty_like(order)
        place[order] = count + torch.arange(len(fresh))
        self.keys = torch.cat([self.keys, keys[first[order]]])
        # merge the two rising lists: each key stands behind those of the other list that are less
        behind = torch.searchsorted(self._sorted, fresh) + torch.arange(len(fresh))
        mask = torch.ones(len(self.keys), dtype=torch.bool)
        mask[behind] = False
        merged, places = torch.empty(len(mask), dtype=torch.int64), torch.empty(len(mask), dtype=torch.int64)
        merged[behind], places[behind] = fresh, place
        merged[mask], places[mask] = self._sorted, self._place
        self._sorted, self._place = merged, places


def _packed(keys: Tensor) -> Tensor:
    """One number for each key [n, 2] whose parts are below 2^31 in size, the second no less than 0."""
    return (keys[:, 0] << 32) + keys[:, 1]
