"""Creatures, as they stood in a generation. What holds a genome reads it out of a checkpoint, which loads torch."""

import re
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, Max, Q

from evoweb.runs.engine import engine
from evoweb.runs.models import Creature, Generation, Run, Score
from evoweb.runs.reading.checkpoints import checkpoint_of
from evoweb.runs.reading.stored import DamagedError
from evoweb.runs.schemas.creatures import (
    CreatureCounts,
    CreatureDetail,
    CreaturePage,
    CreatureQuery,
    CreatureRow,
    Sense,
)
from simulation.config import RunConfig
from simulation.errors import CheckpointError

CHILDREN_NAMED = 6

CREATURE_FILTERS = {
    "all": Q(),
    "survived": Q(survives=True),
    "culled": Q(survives=False),
    "disqualified": ~Q(disqualified=""),
}
CREATURE_ORDERS = {
    "rank": ["rank"],
    "-rank": ["-rank"],
    "born": ["creature__born", "creature__index"],
    "nodes": ["-creature__nodes", "-creature__muscles", "rank"],
    "streak": ["-streak", "rank"],
}


def creature_page(generation: Generation, query: CreatureQuery) -> CreaturePage:
    """The creatures of a generation that the query asks for."""
    counts = CreatureCounts(
        **generation.scores.aggregate(**{name: Count("pk", filter=kept) for name, kept in CREATURE_FILTERS.items()})
    )
    kept = generation.scores.filter(CREATURE_FILTERS[query.filter]).select_related("creature")
    scores = kept.order_by(*CREATURE_ORDERS[query.order])[query.offset : query.offset + query.limit]
    return CreaturePage(
        count=getattr(counts, query.filter), counts=counts, items=[creature_row(score) for score in scores]
    )


def creature_row(score: Score) -> CreatureRow:
    """A creature as it stood in the score's generation."""
    creature = score.creature
    return CreatureRow(
        name=creature.name,
        row=score.row,
        rank=score.rank,
        fitness=score.fitness,
        parts=score.parts,
        targets_reached=score.targets_reached,
        disqualified=score.disqualified,
        nodes=creature.nodes,
        muscles=creature.muscles,
        born=creature.born,
        streak=score.streak,
        parents=creature.parents,
        operator=creature.operator,
        survives=score.survives,
        has_clip=score.clip_id is not None,
    )


def parts_of(name: str) -> tuple[int, int] | None:
    """The generation of birth and the index of which a name is made; None where it is none."""
    found = re.fullmatch("([0-9]{1,9})-([0-9]{1,9})", name)
    return (int(found[1]), int(found[2])) if found else None


def score_of(run: Run, name: str, generation: int | None = None) -> Score:
    """A creature's score in a generation; its latest where none is named.

    Raises:
        Score.DoesNotExist: no such creature, or it did not live then.
    """
    parts = parts_of(name)
    if parts is None:
        raise Score.DoesNotExist(f"{name!r} is not the name of a creature")
    scores = Score.objects.select_related("creature", "generation").filter(
        generation__run=run, creature__run=run, creature__born=parts[0], creature__index=parts[1]
    )
    if generation is None:
        generation = scores.aggregate(latest=Max("generation__number"))["latest"]
    return scores.get(generation__number=generation)


def creature_detail(run: Run, score: Score, user: User | AnonymousUser) -> CreatureDetail:
    """A creature with its genome, which is read out of the generation's checkpoint, as this user may see it.

    Raises:
        Loading: the engine, which reads checkpoints, is not loaded yet.
    """
    generation, genome, trouble = score.generation, None, ""
    try:
        genome = genome_of(run, score)
    except (CheckpointError, DamagedError) as error:  # another version's, or spoilt: all else still shows
        trouble = str(error)
    return CreatureDetail(
        **creature_row(score).model_dump(),
        run=run.pk,
        generation=generation.number,
        genome=genome,
        genome_error=trouble,
        held_out=generation.held_out if generation.champion == score.creature.name else None,
        **offspring(run, score),
        senses=senses_of(run.run_config()),
        pinned=score.pins.filter(user=user).exists() if user.is_authenticated else None,
    )


def offspring(run: Run, score: Score) -> dict[str, Any]:
    """How many children a creature has in the generation after the score's, and the best of them."""
    born = score.generation.number + 1
    children = Score.objects.filter(
        generation__run=run,
        generation__number=born,
        creature__born=born,
        creature__parents__contains=[score.creature.name],
    )
    best = children.select_related("creature").order_by("rank")[:CHILDREN_NAMED]
    return {"children": children.count(), "best_children": [child.creature.name for child in best]}


def senses_of(config: RunConfig) -> list[Sense]:
    """What the inputs of nets are under these settings; none without a net. Loads torch."""
    from simulation.brains.sensors import FAR, FAST_CENTRE, FAST_NODE  # noqa: PLC0415 - loads torch
    from simulation.population import input_slots  # noqa: PLC0415 - loads torch

    decisions_per_s = config.control_hz / config.brain_every
    scales = {
        "motion": (FAST_CENTRE * decisions_per_s, "m/s"),
        "distance": (FAR, "m"),
        "strain": (100.0, "%"),
        "velocity": (FAST_NODE, "m/s"),
    }
    senses = {name: slot.stop - slot.start for name, slot in input_slots(config).items()} if config.hidden_slots else {}
    return [
        Sense(name=name, inputs=inputs, full=full, unit=unit)
        for name, inputs in senses.items()
        for full, unit in [scales.get(name, (1.0, ""))]
        if inputs
    ]


def genome_of(run: Run, score: Score) -> dict[str, object]:
    """A creature's genome in the public JSON format.

    Raises:
        Loading: the engine, which reads checkpoints, is not loaded yet.
        CheckpointError: another version of the engine, or of the settings, wrote the checkpoint.
        DamagedError: stored bytes have changed.
    """
    engine.require()
    from simulation import replay  # noqa: PLC0415 - loads torch

    return replay.genome_of(checkpoint_of(score.generation), run.run_config(), engine_id(score.creature))


def engine_id(creature: Creature) -> int:
    """The number by which the engine knows a creature."""
    from simulation.population import STRIDE  # noqa: PLC0415 - loads torch

    return creature.born * STRIDE + creature.index
