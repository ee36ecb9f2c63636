"""Pinning a replay: it is stored, stays, and belongs to who pinned it."""

import numpy as np
import pytest
from django.test import Client

from evoweb.runs.deeds import pins
from evoweb.runs.deeds.pins import pin_replay, pinned_by, unpin_replay
from evoweb.runs.errors import Refused
from evoweb.runs.models import Clip, Pin, Run, Score
from evoweb.runs.reading.replays import clip_of
from evoweb.runs.reading.stored import stored_clip
from simulation.clip_store import decode
from tests.web.factories import UserFactory, recorded_run

pytestmark = pytest.mark.django_db


def unstored(run: Run) -> Score:
    """A score without a stored replay."""
    return Score.objects.filter(generation__run=run, clip=None).select_related("creature", "generation").earliest("pk")


def stored(run: Run) -> Score:
    found = Score.objects.filter(generation__run=run, clip__isnull=False)
    return found.select_related("creature", "generation").earliest("pk")


def test_pinning_a_replay_that_was_not_stored_stores_it_to_the_same_bits() -> None:
    run = recorded_run()
    score = unstored(run)
    simulated = clip_of(run, score)
    pin_replay(run, score, run.owner)
    score.refresh_from_db()
    content = stored_clip(score)
    assert content is not None
    assert np.array_equal(decode(content).offsets, simulated.offsets)
    assert clip_of(run, score).fitness == score.fitness
    assert score.clip is not None
    assert (score.clip.size, score.clip.generation) == (len(content), score.generation)


def test_pinning_a_stored_replay_twice_pins_it_once_and_stores_nothing() -> None:
    run = recorded_run()
    clips = Clip.objects.count()
    for _ in range(2):
        pin_replay(run, stored(run), run.owner)
    assert (Pin.objects.count(), Clip.objects.count()) == (1, clips)


def test_a_replay_that_is_collected_while_it_is_being_pinned_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    run = recorded_run()
    score = stored(run)
    Clip.objects.all().delete()  # since the score was read
    pin_replay(run, score, run.owner)
    assert Pin.objects.get().score.clip is not None


def test_everybody_has_pins_of_their_own() -> None:
    run, other = recorded_run(public=True), UserFactory()
    pin_replay(run, stored(run), run.owner)
    pin_replay(run, stored(run), other)
    unpin_replay(stored(run), run.owner)
    assert pinned_by(run.owner) == []
    assert [pin.creature for pin in pinned_by(other)] == [stored(run).creature.name]
    Run.objects.update(public=False)
    assert pinned_by(other) == []


def test_a_user_has_at_most_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    run = recorded_run()
    monkeypatch.setattr(pins, "MOST_PINS", 1)
    pin_replay(run, stored(run), run.owner)
    pin_replay(run, stored(run), run.owner)  # the same again is none more
    with pytest.raises(Refused, match="You have 1 pinned"):
        pin_replay(run, unstored(run), run.owner)


def test_by_api_and_the_page_says_whether_it_is_pinned() -> None:
    run = recorded_run()
    score = unstored(run)
    client = Client()
    client.force_login(run.owner)
    where = f"/api/runs/{run.pk}/creatures/{score.creature.name}"
    at = f"?generation={score.generation.number}"
    answer = client.post(f"{where}/pin{at}")
    assert (answer.status_code, answer.json()["generation"]) == (200, score.generation.number)
    assert client.get(f"{where}{at}").json()["pinned"] is True
    assert [found["creature"] for found in client.get("/api/pins").json()] == [score.creature.name]
    assert client.post(f"{where}/unpin{at}").status_code == 200
    assert client.get(f"{where}{at}").json()["pinned"] is False
    assert client.post(f"/api/runs/{run.pk}/creatures/9-9/pin").status_code == 404
    Run.objects.update(public=True)
    assert Client().get(f"{where}{at}").json()["pinned"] is None
    assert Client().post(f"{where}/pin{at}").status_code == 401
