"""Replay: a creature's episode as a clip, filmed before or simulated again to the same bits."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from simulation import checkpoint
from simulation.batch import simulate_batch
from simulation.clips import Activations, Clip, ClipTarget, activations_of, offsets_of
from simulation.config import RunConfig
from simulation.film import Film
from simulation.genome import genome_json
from simulation.layouts import layouts_of
from simulation.population import Population, input_slots, n_inputs, name_of
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
    return clip_of(episode.films.film(0), creature, 0, config, generation)


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


def clip_of(film: Film, population: Population, row: int, config: RunConfig, generation: int) -> Clip:
    """The film of a row of the population as a clip of the creature's own nodes and muscles."""
    nodes, muscles = population.node_mask[row].numpy(), population.muscle_mask[row].numpy()
    radius = TASKS[config.task].collection_radius

    def genes(values: Tensor, mask: NDArray[np.bool_]) -> NDArray[np.float32]:
        return values[row].numpy()[mask].astype(np.float32, copy=False)

    centre = film.centre.astype(np.float32, copy=False)
    return Clip(
        hz=config.physics_hz / config.frame_every,
        creature=name_of(int(population.id[row])),
        generation=generation,
        task=config.task,
        fitness=film.fitness,
        parts=film.parts,
        targets=[] if radius is None else [ClipTarget(**vars(one), collection_radius=radius) for one in film.targets],
        disqualified=film.disqualified,
        layout=0,
        radius=genes(population.size, nodes) * np.float32(0.5),
        friction=genes(population.friction, nodes),
        rest_length=genes(population.rest_length, muscles),
        stiffness=genes(population.stiffness, muscles),
        centre=centre,
        score=film.score.astype(np.float32, copy=False),
        ends=population.ends[row].numpy()[muscles].astype(np.uint16),
        offsets=offsets_of(film.positions[:, nodes], centre),
        activations=None if film.activations is None else own_activations(film.activations, nodes, muscles, config),
    )


def own_activations(
    values: NDArray[np.floating[Any]], nodes: NDArray[np.bool_], muscles: NDArray[np.bool_], config: RunConfig
) -> Activations:
    """Activations without the senses and outputs of slots that a body does not use.

    Args:
        values: [F, I + H + M] inputs, hidden and outputs of every slot.
        nodes: [N] the slots that the body uses; muscles: [M] likewise.
    """
    in_body = {"strain": muscles, "velocity": nodes.repeat(3), "ground": nodes}
    widths = {name: slot.stop - slot.start for name, slot in input_slots(config).items() if slot.start < slot.stop}
    used = {name: in_body.get(name, np.ones(width, np.bool_)) for name, width in widths.items()}
    inputs, hidden, outputs = np.split(values, [n_inputs(config), values.shape[1] - len(muscles)], 1)
    senses = {name: int(mask.sum()) for name, mask in used.items()}
    return activations_of(senses, inputs[:, np.concatenate(list(used.values()))], hidden, outputs[:, muscles])
