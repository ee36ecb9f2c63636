"""Replay: a creature's episode as a clip, filmed before or simulated again to the same bits."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from simulation import checkpoint
from simulation.batch import simulate_batch
from simulation.bodies import creature_radius, last
from simulation.clips import PARTS_GRID, Activations, Clip, ClipTarget, activations_of, offsets_of, snapped
from simulation.config import RunConfig
from simulation.film import Film
from simulation.genome import genome_json
from simulation.layouts import Layouts, layouts_of
from simulation.population import Population, input_slots, name_of
from simulation.tasks import task_of
from simulation.terrain import Terrain, described, varied


def replay(config: RunConfig, data: bytes, creature_id: int, layouts: Layouts | None = None) -> Clip:
    """One creature of a checkpoint's generation, simulated again as it was in its population.

    Args:
        layouts: what it meets instead of the generation's layouts, the first of them.
    Raises:
        CheckpointError: where the bytes are no checkpoint of these settings.
        LookupError: where the generation has no such creature.
    """
    generation, creature = _creatures(config, data, [creature_id])
    return filmed(creature, config, layouts or layouts_of(config, generation), generation)


def filmed(creature: Population, config: RunConfig, layouts: Layouts, generation: int) -> Clip:
    """The clip of a creature that is simulated alone; it shows the first of the layouts."""
    films = simulate_batch(creature, config, layouts, torch.ones(1, dtype=torch.bool)).films
    assert films is not None
    return clip_of(films.film(0), creature, 0, config, generation, layouts)


def genome_of(data: bytes, config: RunConfig, creature_id: int) -> dict[str, Any]:
    """The genome JSON of one creature of a checkpoint's generation; raises as `replay` does."""
    return genomes_of(data, config, [creature_id])[creature_id]


def genomes_of(data: bytes, config: RunConfig, creature_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The genome JSON of creatures of a checkpoint's generation by their ids; raises as `replay` does."""
    _, creatures = _creatures(config, data, creature_ids)
    return {creature_id: genome_json(creatures, row, config) for row, creature_id in enumerate(creatures.id.tolist())}


def _creatures(config: RunConfig, data: bytes, ids: Sequence[int]) -> tuple[int, Population]:
    generation, creatures = checkpoint.decode_creatures(data, config, ids)
    if missing := set(ids) - set(creatures.id.tolist()):
        raise LookupError(f"generation {generation} has no creature {name_of(min(missing))}")
    return generation, creatures


def clip_of(  # noqa: PLR0913, PLR0917 (whose film it is, and where it was shot)
    film: Film, population: Population, row: int, config: RunConfig, generation: int, layouts: Layouts | None = None
) -> Clip:
    """The film of a row of the population as a clip of the creature's own nodes and muscles.

    Args:
        layouts: what was met, in the first of which it was filmed; None: the generation's.
    """
    n_nodes, n_muscles = (int(mask.numpy()[row].sum()) for mask in (population.node_mask, population.muscle_mask))
    radius = collection_radius(population, row, config)
    centre = snapped(film.centre)
    activations = film.activations
    return Clip(
        hz=config.control_hz / config.frame_every,
        creature=name_of(int(population.id[row])),
        generation=generation,
        task=config.task,
        fitness=film.fitness,
        parts=film.parts,
        targets=[] if radius is None else [ClipTarget(**vars(one), collection_radius=radius) for one in film.targets],
        disqualified=film.disqualified,
        layout=0,
        terrain=described(ground_met(config, layouts or layouts_of(config, generation), population.id[row : row + 1])),
        radius=genes(population.size, row, n_nodes) * np.float32(0.5),
        friction=genes(population.friction, row, n_nodes),
        rest_length=genes(population.rest_length, row, n_muscles),
        stiffness=genes(population.stiffness, row, n_muscles),
        centre=centre,
        score=snapped(film.score),
        ends=population.ends.numpy()[row, :n_muscles].astype(np.uint16),
        offsets=offsets_of(film.positions[:, :n_nodes], centre),
        activations=None if activations is None else own_activations(activations, n_nodes, n_muscles, config),
        part_scores=snapped(film.part_scores, PARTS_GRID) if len(film.parts) > 1 else None,
    )


def ground_met(config: RunConfig, layouts: Layouts, ids: Tensor) -> Terrain:
    """The ground of the first layout, as the creature of `ids` [1] meets it."""
    terrain = task_of(config).terrain(config)
    return varied(terrain, layouts.ground(0, ids)[:, 0].tolist()) if config.is_natural else terrain


def collection_radius(population: Population, row: int, config: RunConfig) -> float | None:
    """M: how near it must come to a target, the surface of a node or, in the natural world, its centre of mass."""
    radius = task_of(config).collection_radius
    if radius is None or not config.is_natural:
        return radius
    own = population[row : row + 1]
    birth = last(own.position * own.node_mask[..., None]).transpose(0, 1)
    return radius + float(creature_radius(birth, last(own.node_mask), last(own.size / 2)))


def genes(values: Tensor, row: int, count: int) -> NDArray[np.float32]:
    """The first of a row's slots, which are those that its body uses."""
    return values.numpy()[row, :count].astype(np.float32)  # to index numpy's view is faster than the tensor


def own_activations(values: NDArray[np.floating[Any]], n_nodes: int, n_muscles: int, config: RunConfig) -> Activations:
    """Activations [F, I + H + M] of every slot, without the senses and outputs of those that a body does not use."""
    in_body = {"strain": n_muscles, "velocity": 3 * n_nodes, "ground": n_nodes}
    slots = input_slots(config)
    senses: dict[str, int] = {}
    columns: list[int] = []  # of the inputs that are carried
    for name, slot in slots.items():
        if width := min(slot.stop - slot.start, in_body.get(name, slot.stop)):
            senses[name] = width
            columns += range(slot.start, slot.start + width)
    first, last = slots["bias"].stop, values.shape[1] - config.max_muscles
    return activations_of(senses, values[:, columns], values[:, first:last], values[:, last : last + n_muscles])
