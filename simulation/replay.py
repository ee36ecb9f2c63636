"""Replay: a creature's episode as a clip, filmed before or simulated again to the same bits."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from simulation import checkpoint
from simulation.batch import simulate_batch
from simulation.clips import Clip, ClipTarget, offsets_of
from simulation.config import RunConfig
from simulation.film import Film
from simulation.genome import genome_json
from simulation.layouts import layouts_of
from simulation.population import Population, name_of
from simulation.tasks import TASKS


def replay(config: RunConfig, data: bytes, creature_id: int) -> Clip:
    """One creature of a checkpoint's generation, simulated again as it was in its population.

    Raises:
        CheckpointError: where the bytes are no checkpoint of these settings.
        LookupError: where the generation has no such creature.
    """
    generation, creature = _creature(config, data, creature_id)
    episode = simulate_batch(creature, config, layouts_of(config, generation), torch.ones(1, dtype=torch.bool))
    assert episode.films is not None
    return clip_of(episode.films.film(0), creature, config, generation)


def genome_of(data: bytes, config: RunConfig, creature_id: int) -> dict[str, object]:
    """The genome JSON of one creature of a checkpoint's generation; raises as `replay` does."""
    _, creature = _creature(config, data, creature_id)
    return genome_json(creature, 0, config)


def _creature(config: RunConfig, data: bytes, creature_id: int) -> tuple[int, Population]:
    stored = checkpoint.decode(data, config)
    row = (stored.population.id == creature_id).nonzero()[:, 0]
    if not len(row):
        raise LookupError(f"generation {stored.generation} has no creature {name_of(creature_id)}")
    return stored.generation, stored.population[row]


def clip_of(film: Film, creature: Population, config: RunConfig, generation: int) -> Clip:
    """A film as a clip of the creature's own nodes and muscles.

    Args:
        creature: of one row, whom the film shows.
    """
    nodes, muscles = creature.node_mask[0], creature.muscle_mask[0]

    def genes(values: Tensor, mask: Tensor) -> NDArray[np.float32]:
        return values[0][mask].float().cpu().numpy()

    return Clip(
        hz=config.physics_hz / config.frame_every,
        creature=name_of(int(creature.id[0])),
        generation=generation,
        task=config.task,
        fitness=film.fitness,
        parts=film.parts,
        targets=targets_of(film, config),
        disqualified=film.disqualified,
        layout=0,
        radius=genes(creature.size / 2, nodes),
        friction=genes(creature.friction, nodes),
        rest_length=genes(creature.rest_length, muscles),
        stiffness=genes(creature.stiffness, muscles),
        centre=film.centre.astype(np.float32),
        score=film.score.astype(np.float32),
        ends=creature.ends[0][muscles].cpu().numpy().astype(np.uint16),
        offsets=offsets_of(film.positions[:, nodes.cpu().numpy()], film.centre.astype(np.float32)),
    )


def targets_of(film: Film, config: RunConfig) -> list[ClipTarget]:
    """The targets of a film, as large as the task makes them."""
    radius = TASKS[config.task].collection_radius
    return [] if radius is None else [ClipTarget(**vars(target), collection_radius=radius) for target in film.targets]
