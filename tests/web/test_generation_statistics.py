"""What generations counted, as pages and the API show it: what every selection counts, and what older versions did."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from evoweb.runs.reading import selectors
from evoweb.runs.schemas.generations import UNCOUNTED
from tests.web.factories import UserFactory, counted, evolved_run, recorded_run, tiny_run, uncounted

pytestmark = pytest.mark.django_db

MAP = {
    "dimensions": [{"name": "distance", "low": 0.0, "high": 20.0}, {"name": "nodes", "low": 0.0, "high": 1.0}],
    "cells": 4,
    "coverage": 0.125,
    "qd_score": 5.5,
    "elites": [
        {"cell": [0, 2], "creature": "0-1", "fitness": 3.5},
        {"cell": [3, 3], "creature": "1-2", "fitness": 2.0},
    ],
}


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def api(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def test_what_an_older_version_did_not_count_is_empty_and_the_rest_still_shows(api: Client, owner: User) -> None:
    run = recorded_run(owner)
    uncounted(run, *UNCOUNTED)
    told = api.get(f"/api/runs/{run.pk}/generations").json()
    assert [stats["number"] for stats in told] == [0, 1, 2, 3]
    first = told[0]
    assert (first["species"], first["islands"], first["operators"], first["boost"]) == ([], [], {}, 1.0)
    assert first["map"] is first["net"] is first["novelty"] is first["behaviour_spread"] is None
    assert first["best"] == run.recorded.get(number=0).statistics["best"]


def test_everything_that_a_selection_counts_reaches_the_page(api: Client, owner: User) -> None:
    run = recorded_run(owner)
    said: dict[str, Any] = {
        "species": [{"id": 3, "size": 5, "best": 2.0, "mean": 1.0, "born": 1}],
        "operators": {"mutation": {"born": 4, "survived": 1}, "crossover": {"born": 2, "survived": 2}},
        "boost": 4.0,
        "novelty": {"mean": 0.5, "max": 2.0},
        "islands": [{"best": 2.0, "mean": 1.0}, {"best": 1.0, "mean": 0.5}],
        "net": {"neurons": 1.5, "connections": 12.0},
        "behaviour_spread": 0.75,
    }
    counted(run, 1, **said)
    listed = api.get(f"/api/runs/{run.pk}/generations?after=0").json()[0]
    read = api.get(f"/api/runs/{run.pk}/generations/1").json()
    assert {name: listed[name] for name in said} == said
    assert {name: read[name] for name in said} == said


def test_a_list_of_generations_leaves_the_elites_of_their_maps_out(api: Client, owner: User) -> None:
    run = recorded_run(owner)
    counted(run, 2, map=MAP)
    summed_up = {name: value for name, value in MAP.items() if name != "elites"}
    assert api.get(f"/api/runs/{run.pk}/generations").json()[2]["map"] == summed_up
    assert api.get(f"/api/runs/{run.pk}/generations/2").json()["map"] == summed_up
    assert api.get(f"/api/runs/{run.pk}/generations/2/map").json() == MAP
    assert api.get(f"/api/runs/{run.pk}/generations/1/map").status_code == 404


@pytest.mark.parametrize(
    ("settings", "met"),
    [
        ({}, "fixed"),
        ({"layouts": "own"}, "changing"),
        ({"layout_period": 1}, "changing"),
        ({"task": "run", "layouts": "own", "layout_period": 1}, "none"),
    ],
)
def test_a_run_says_what_its_scores_were_reached_in(
    api: Client, owner: User, settings: dict[str, Any], met: str
) -> None:
    run = tiny_run(owner, **settings)
    assert api.get(f"/api/runs/{run.pk}").json()["layouts"] == met


def test_the_best_so_far_never_falls_where_layouts_are_fixed(owner: User) -> None:
    best = [selectors.run_summary(recorded_run(owner, generations), owner).best for generations in (1, 2, 3, 4)]
    assert best == sorted(best, key=lambda score: score or 0.0)


def test_where_layouts_change_the_champion_is_the_one_that_held_out_layouts_speak_for(owner: User) -> None:
    run = evolved_run(owner, layouts="own", layout_period=1, generations=6, seconds=4.0)
    told = list(run.recorded.order_by("number"))
    means = [generation.statistics["held_out_mean"] for generation in told]
    luckiest = max(range(len(told)), key=lambda number: told[number].statistics["best"])
    chosen = means.index(max(means))
    assert chosen != luckiest, "these settings show nothing: choose others"
    assert (run.champion_generation, run.champion) == (chosen, told[chosen].champion)
    assert (run.held_out_mean, run.best) == (means[chosen], told[chosen].statistics["best"])
