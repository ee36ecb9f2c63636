"""Remembering: what evolution knows of a generation, before and once it is scored."""

from dataclasses import replace

import torch

from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.memory import Memory
from simulation.selection.adaptive import adapted
from simulation.selection.islands import settled
from simulation.selection.novelty import archived
from simulation.selection.speciation import has_species, speciated
from simulation.selection.standing import in_play
from simulation.variation.innovations import Innovations


def memory_at_birth(config: RunConfig, count: int) -> Memory:
    """What is known of a first generation of so many creatures before it is scored."""
    innovations = Innovations.founding(config).keys if config.brain == "neat" else torch.zeros(0, 2, dtype=torch.int64)
    return Memory.of_newborns(innovations, settled(count, config))


def remembered(config: RunConfig, scored: Checkpoint, last: Checkpoint | None) -> Memory:
    """What is known of a generation now that it is scored.

    Args:
        scored: with what was known when it was bred.
        last: the generation before it; None: there is none.
    """
    memory = scored.memory
    if has_species(config):
        memory = speciated(config, scored, last)
    if config.selection == "novelty" and last is not None:
        memory = replace(memory, archive=archived(config, last))
    playing = in_play(scored.scores)
    if config.adaptive_mutation and len(playing):
        means, boost = adapted(torch.cat([memory.progress, playing.double().mean()[None]]), float(memory.boost), config)
        memory = replace(memory, progress=means, boost=torch.tensor([boost], dtype=torch.float64))
    return memory
