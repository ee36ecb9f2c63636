"""Every way of selection as a worker computes and records it, slice after slice."""

from typing import Any

import pytest

from evoweb.runs.models import Checkpoint, Creature, Score, State
from evoweb.runs.reading.checkpoints import latest_checkpoint
from evoweb.runs.worker import tasks
from simulation.evolve import evolve
from tests.web.factories import bits_of, tiny_config, tiny_run

WAYS: dict[str, dict[str, Any]] = {
    "species": {"selection": "speciation", "compatibility_threshold": 0.8},
    "novelty of neat": {"selection": "novelty", "brain": "neat"},
    "islands of elites": {
        "selection": "map_elites",
        "map_cells": 2,
        "population": 12,
        "islands": 2,
        "migration_every": 1,
    },
    "adaptive sharing": {
        "adaptive_mutation": True,
        "adaptive_window": 2,
        "fitness_sharing": True,
        "sharing_radius": 2.0,
    },
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", WAYS)
def test_a_run_in_slices_is_the_run_undisturbed_and_its_statistics_are_stored(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0.0)  # a slice is then one generation, from a checkpoint
    run = tiny_run(**WAYS[way])
    for _ in range(4):
        tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.error) == (State.DONE, "")
    undisturbed = list(evolve(tiny_config(**WAYS[way])))
    kept = Checkpoint.objects.order_by("generation__number").values_list("content", flat=True)
    assert [bits_of(bytes(content)) for content in kept] == [bits_of(one.checkpoint) for one in undisturbed]
    for stored, generation in zip(run.recorded.order_by("number"), undisturbed, strict=True):
        assert stored.statistics | {"wall_s": 0} == generation.statistics | {"wall_s": 0}
    assert latest_checkpoint(run) is not None


@pytest.mark.django_db(transaction=True)
def test_migrants_are_births_of_their_own_with_the_one_they_are_copies_of_for_parent() -> None:
    run = tiny_run(**WAYS["islands of elites"] | {"selection": "rank"})
    tasks.advance_next_run()
    migrants = Creature.objects.filter(run=run, operator=Creature.Operator.MIGRATION)
    assert {migrant.born for migrant in migrants} == {1, 2, 3}
    assert len(migrants) == 6
    names = {creature.name for creature in Creature.objects.filter(run=run)}
    assert all(len(migrant.parents) == 1 and migrant.parents[0] in names for migrant in migrants)
    assert Score.objects.filter(creature__in=migrants).count() >= 6
