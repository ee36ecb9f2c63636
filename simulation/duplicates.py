"""Duplicates: rows whose genomes are equal bit for bit, so that each genome is simulated once."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.layouts import Layouts
from simulation.population import Population

IRRELEVANT = {"id", "parents", "operator", "streak", "hue"}  # fields of a population that decide no score
TELLING = ("position", "stiffness")  # genes that two genomes seldom share
AT_ONCE = 512  # rows compared: what is copied for it stays in the processor's cache
Words = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True)
class Distinct:
    """The distinct genomes of a batch of B rows."""

    rows: Tensor  # [K] int64, rising: the first row of each genome
    place: Tensor  # [B] int64, index into `rows`: where each row's genome is

    def record(self, record: Tensor) -> Tensor:
        """[K] bool: whose genome is to be filmed for a row of `record` [B] bool."""
        filmed = torch.zeros(len(self.rows), dtype=torch.bool, device=record.device)
        filmed[self.place[record]] = True
        return filmed

    def share_out(self, episodes: Episodes, record: Tensor | None) -> Episodes:
        """What the K genomes achieved as the episodes of all B rows, filmed where `record` [B] says so."""
        films = episodes.films
        if films is not None and record is not None:
            filmed = record.nonzero()[:, 0]
            films = films.given_to(filmed.numpy(), self.place[filmed].numpy())
        return replace(episodes.scores(self.place), films=films)


def score_alike(config: RunConfig, layouts: Layouts) -> bool:
    """Whether equal genomes have equal scores: where each creature meets layouts of its own they have not."""
    return not config.has_layouts or bool(layouts.positions) or not layouts.own


def distinct(population: Population) -> Distinct:
    """The distinct genomes of a population: body, muscles and brain, whoever has them.

    Rows that share their most telling genes are sought by a hash of all genes and then compared in full, so none is
    ever taken for another by chance.
    """
    source = np.arange(len(population))  # [B] the first row with the same genome
    suspects = _repeated(_hash([_words(getattr(population, name)) for name in TELLING]))
    if len(suspects):
        genes = [_words(tensor) for name, tensor in population.tensors() if name not in IRRELEVANT]
        source[suspects] = suspects[_first_alike(genes, suspects)]
    rows = np.flatnonzero(source == np.arange(len(source)))
    return Distinct(torch.from_numpy(rows), torch.from_numpy(np.searchsorted(rows, source)))


def _repeated(keys: NDArray[np.uint64]) -> NDArray[np.intp]:
    """The places, rising, of the keys that occur more than once."""
    order = keys.argsort(kind="stable")
    same = keys[order[1:]] == keys[order[:-1]]
    return np.sort(order[np.append(same, False) | np.append(False, same)])


def _first_alike(genes: list[Words], rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """[K] for each of these rows of the genes [B, W] the place in `rows` of the first one that has the same.

    Of two genomes with one hash, a row may be told a later one, or itself.
    """
    keys = _hash(genes)[rows]
    order = keys.argsort(kind="stable")  # rows of one genome side by side, the first one first
    new = np.append(True, keys[order[1:]] != keys[order[:-1]])
    alike = np.flatnonzero(~new)  # by their hash: each should equal the one before it
    for part in np.split(alike, range(AT_ONCE, len(alike), AT_ONCE)):
        row, before = rows[order[part]], rows[order[part - 1]]
        for words in genes:
            new[part] |= (words.take(row, 0) != words.take(before, 0)).any(1)
    source = np.empty_like(order)
    source[order] = order[new][np.cumsum(new) - 1]
    return source


def _words(tensor: Tensor) -> Words:
    """[B, W] the bits of a tensor's rows, as unsigned integers as wide as they divide into."""
    flat = np.ascontiguousarray(tensor.detach().cpu().numpy()).reshape(len(tensor), -1)
    size = flat.shape[1] * flat.itemsize
    return flat.view(next(kind for kind in (np.uint64, np.uint32, np.uint8) if size % np.dtype(kind).itemsize == 0))


def _hash(genes: list[Words]) -> NDArray[np.uint64]:
    """[B] a hash of each row: its words times random odd numbers, summed modulo 2⁶⁴."""
    widths = [words.shape[1] for words in genes]
    parts = np.split(_factors(sum(widths)), np.cumsum(widths)[:-1])
    total = np.zeros(len(genes[0]), np.uint64)
    for words, part in zip(genes, parts, strict=True):
        total += words @ part
    return total


@cache
def _factors(count: int) -> NDArray[np.uint64]:
    return np.random.default_rng(0).integers(0, 2**64, count, np.uint64) | np.uint64(1)
