"""What the Replay page is told of a creature beside its scores: its children, and what its net's inputs are."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from evoweb.runs.engine import engine
from evoweb.runs.models import Creature, Run, Score
from evoweb.runs.reading.creatures import CHILDREN_NAMED, creature_detail, senses_of
from tests.web.factories import recorded_run, tiny_config

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _loaded_engine() -> None:
    engine.load()


def details(run: Run, number: int) -> list[dict[str, Any]]:
    scores = Score.objects.filter(generation__run=run, generation__number=number).select_related(
        "creature", "generation"
    )
    return [creature_detail(run, score, AnonymousUser()).model_dump() for score in scores]


def test_a_creature_names_its_children_in_the_next_generation_the_best_first() -> None:
    run = recorded_run()
    born = Creature.objects.filter(run=run, born=2)
    told = details(run, 1)
    assert sum(one["children"] for one in told) == sum(len(set(child.parents)) for child in born) > 0
    for one in told:
        children = {child.name for child in born if one["name"] in child.parents}
        assert one["children"] == len(children)
        assert set(one["best_children"]) <= children
        ranks = [Score.objects.get(generation__number=2, creature__index=int(name[2:]), creature__born=2).rank
                 for name in one["best_children"]]  # fmt: skip
        assert ranks == sorted(ranks)
        assert len(ranks) == min(len(children), CHILDREN_NAMED)
    assert not any(one["children"] or one["best_children"] for one in details(run, 3)), "the last has no next one"


def test_the_senses_are_the_rows_of_the_genomes_weights() -> None:
    felt = {"sense_strain": True, "sense_velocity": True, "sense_ground": True, "bias_mode": "bias_node"}
    told = senses_of(tiny_config(brain="hybrid", max_nodes=6, max_muscles=9, **felt))
    assert {sense.name: sense.inputs for sense in told} == {
        "target": 3, "motion": 3, "distance": 1, "clock": 2, "strain": 9, "velocity": 18, "ground": 6, "bias": 1,
    }  # fmt: skip
    assert [(sense.name, sense.full, sense.unit) for sense in told if sense.unit] == [
        ("motion", 1.0, "m/s"), ("distance", 20.0, "m"), ("strain", 100.0, "%"), ("velocity", 10.0, "m/s"),
    ]  # fmt: skip
    assert senses_of(tiny_config(brain="none")) == []
