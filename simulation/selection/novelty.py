"""Novelty search: what counts is to behave like nobody else (Lehman & Stanley 2011, Abandoning Objectives).

A behaviour is where a creature gets to. It is held against the population's and those of an archive, which remembers
some creatures of every generation, drawn at random (Gomes, Mariano & Christensen 2015, Devising Effective Novelty
Search Algorithms: as good as keeping the most novel, and without a threshold).
"""

import torch
from torch import Tensor

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.memory import ARCHIVED
from simulation.random import generator

NEIGHBOURS = 4096  # of a larger population, so many drawn at random stand for all
AT_ONCE = 1024  # rows compared; bounds memory


def novelty(config: RunConfig, saved: Checkpoint) -> Tensor:
    """[P] m, mean distance to the nearest behaviours of others, −inf for the disqualified."""
    behaviour, playing = saved.scores.behaviour.double(), saved.scores.disqualified == 0
    rows = playing.nonzero()[:, 0]
    if len(rows) > NEIGHBOURS:
        random = generator(config.seed, "neighbours", saved.generation)
        rows = rows[torch.randperm(len(rows), generator=random)[:NEIGHBOURS]]
    others = torch.cat([behaviour[rows], saved.memory.archive.double()])
    who = torch.cat([rows, torch.full((len(saved.memory.archive),), -1)])  # whose behaviour it is
    parts = [
        mean_of_nearest(behaviour[first : first + AT_ONCE], torch.arange(first, first + AT_ONCE), others, who, config)
        for first in range(0, len(behaviour), AT_ONCE)
    ]
    return torch.cat(parts).masked_fill(~playing, -torch.inf)


def mean_of_nearest(behaviour: Tensor, rows: Tensor, others: Tensor, who: Tensor, config: RunConfig) -> Tensor:
    """[B] mean distance of behaviours [B, 2] to the nearest of the others [K, 2] but their own; 0 without others."""
    distance = torch.cdist(behaviour, others, compute_mode="donot_use_mm_for_euclid_dist")
    own = rows[: len(behaviour), None] == who
    nearest = distance.masked_fill_(own, torch.inf).topk(min(config.novelty_neighbours, len(others)), largest=False)
    there = nearest.values.isfinite()
    return nearest.values.masked_fill(~there, 0).sum(1) / there.sum(1).clamp(min=1)


def archived(config: RunConfig, last: Checkpoint) -> Tensor:
    """The archive [A, 2] with some behaviours of that generation too; a full one forgets others for them, by chance."""
    random = generator(config.seed, "archive", last.generation)
    playing = last.scores.behaviour[last.scores.disqualified == 0]
    added = playing[torch.randperm(len(playing), generator=random)[: config.novelty_archived]]
    archive = torch.cat([last.memory.archive, added])
    if len(archive) <= ARCHIVED:
        return archive
    return archive[torch.randperm(len(archive), generator=random)[:ARCHIVED].sort().values]
