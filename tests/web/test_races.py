"""Races: whose champions, whether they may race, and the same bits for the same link."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from evoweb.runs.models import Run
from evoweb.runs.reading.creatures import score_of
from evoweb.runs.reading.races import race_of
from evoweb.runs.reading.replays import clip_in, clip_of
from evoweb.runs.schemas.comparison import MOST_RACERS
from simulation.clips import message
from tests.web.factories import UserFactory, evolved_run, recorded_run, tiny_run
from tests.web.test_pages import props

pytestmark = pytest.mark.django_db

SHORT: dict[str, Any] = {"generations": 1, "population": 6}


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def browser(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def raced(run: Run, layout: int) -> bytes:
    return message(clip_in(run, score_of(run, run.champion, run.champion_generation), race=layout))


def test_a_race_holds_the_champions_of_runs_one_may_see_in_the_order_named(browser: Client, owner: User) -> None:
    one, hidden, other, young = recorded_run(owner), recorded_run(), recorded_run(owner), tiny_run(owner, name="young")
    named = ",".join(str(run.pk) for run in (other, hidden, one, young))
    race = browser.get("/api/comparison/race", {"runs": named, "layout": 5}).json()
    assert [(racer["run"], racer["creature"]) for racer in race["racers"]] == [
        (other.pk, other.champion), (one.pk, one.champion),
    ]  # fmt: skip
    assert (race["left_out"], race["waiting"], race["unfair"]) == ([hidden.pk], ["young"], [])
    assert (race["layout"], race["task"], race["has_layouts"]) == (5, "forage", True)
    assert props(browser.get(f"/compare/race/?runs={named}&layout=5").content.decode())["race"] == race


def test_champions_of_other_worlds_do_not_race_and_are_told_why(owner: User) -> None:
    runs = [
        evolved_run(owner, **SHORT),
        evolved_run(owner, **SHORT, gravity=5),
        evolved_run(owner, **SHORT, task="run"),
    ]
    race = race_of(owner, [run.pk for run in runs], 1)
    assert race.unfair == [
        "Task: Pellets (forage) in tiny, tiny; Distance (run) in tiny.",
        "Gravity: 9.8 m/s² in tiny, tiny; 5 m/s² in tiny.",
        "Settling time: 0 s in tiny, tiny; 0.5 s in tiny.",
    ]


def test_brains_and_bodies_may_differ_and_so_may_what_has_no_effect(owner: User) -> None:
    runs = [
        evolved_run(owner, **SHORT, task="run", arena=20),
        evolved_run(owner, **SHORT, task="run", brain="pure", hidden=3, max_nodes=5),
        evolved_run(owner, **SHORT, task="run", brain="neat", selection="truncation"),
    ]
    assert race_of(owner, [run.pk for run in runs], 1).unfair == []


def test_a_race_is_the_same_to_the_bit_however_often_it_is_asked_for(owner: User) -> None:
    for brain in ("none", "pure"):
        run = evolved_run(owner, **SHORT, brain=brain)
        assert raced(run, 3) == raced(Run.objects.get(pk=run.pk), 3)


def test_every_layout_is_another_and_none_is_one_of_the_runs_own(owner: User) -> None:
    run = evolved_run(owner, **SHORT)
    score = score_of(run, run.champion, run.champion_generation)
    first = [clip_in(run, score, race=layout).targets[0].position for layout in range(6)]
    assert len(set(first)) == 6
    assert clip_of(run, score).targets[0].position not in first


def test_all_of_a_race_meet_one_layout(owner: User) -> None:
    """The first target lies in the same direction and as far from each creature's edge, whatever its run's seed."""
    runs = [evolved_run(owner, **SHORT, seed=seed) for seed in (1, 2)]
    clips = [clip_in(run, score_of(run, run.champion, run.champion_generation), race=4) for run in runs]
    ways = [clip.targets[0].position for clip in clips]
    directions = [
        (way[2] - clip.centre[0, 2]) / (way[0] - clip.centre[0, 0]) for way, clip in zip(ways, clips, strict=True)
    ]
    assert directions[0] == pytest.approx(directions[1], rel=1e-3)


def test_where_there_are_no_layouts_a_race_shows_how_scores_came_about(owner: User) -> None:
    run = evolved_run(owner, **SHORT, task="run")
    score = score_of(run, run.champion, run.champion_generation)
    assert raced(run, 3) == raced(run, 4) == message(clip_of(run, score))


def test_too_many_for_a_race_are_refused_in_words(browser: Client) -> None:
    named = ",".join(str(number) for number in range(1, MOST_RACERS + 2))
    response = browser.get("/api/comparison/race", {"runs": named})
    assert response.json()["problems"] == [{"path": "runs", "message": "must be at most 25, and 26 are named"}]
    page = browser.get(f"/compare/race/?runs={named}")
    assert page.status_code == 200
    assert len(props(page.content.decode())["race"]["left_out"]) == MOST_RACERS
