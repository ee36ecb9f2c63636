"""Retention of clips: what goes, what stays, and that whatever went can still be watched."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from evoweb.runs.models import Clip, Generation, Pin, Quota, Run, Score, State
from evoweb.runs.people.quotas import stored_bytes
from evoweb.runs.reading.replays import clip_of
from evoweb.runs.worker import retention
from evoweb.runs.worker.recording import record_generation
from evoweb.runs.worker.retention import collect
from tests.web.factories import UserFactory, claimed, recorded_run, tiny_generations

pytestmark = pytest.mark.django_db


def aged(run: Run, days: int) -> Run:
    """The run as if it had been recorded so long ago, generation by generation."""
    for number in range(run.next_generation):
        then = timezone.now() - timedelta(days=days) + timedelta(minutes=number)
        Generation.objects.filter(run=run, number=number).update(recorded=then)
    return run


def clips(run: Run) -> set[int]:
    return set(Clip.objects.filter(generation__run=run).values_list("pk", flat=True))


def champions_clips(run: Run) -> set[int]:
    return set(Score.objects.filter(generation__run=run, rank=1).values_list("clip", flat=True))


def test_where_no_quota_says_so_nothing_is_collected() -> None:
    run = aged(recorded_run(), days=1000)
    before = clips(run)
    assert collect() == 0
    assert clips(run) == before


def test_clips_that_are_too_old_go_and_champions_stay() -> None:
    old, fresh = aged(recorded_run(), days=8), recorded_run()
    Quota.objects.create(user=None, clip_days=7)
    spare = clips(old) - champions_clips(old)
    assert spare
    assert collect() == len(spare)
    assert clips(old) == champions_clips(old)
    assert len(clips(fresh)) == len(spare | champions_clips(old))
    assert collect() == 0


def test_a_users_own_quota_goes_before_everybodys() -> None:
    patient, other = aged(recorded_run(), days=8), aged(recorded_run(), days=8)
    Quota.objects.create(user=None, clip_days=7)
    Quota.objects.create(user=patient.owner, clip_days=None)
    before = clips(patient)
    collect()
    assert clips(patient) == before
    assert clips(other) == champions_clips(other)


def test_of_who_stores_too_much_the_oldest_go_until_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "FILLED", 0.99)  # most of what so small a run stores are rows
    run = aged(recorded_run(), days=3)
    stored = stored_bytes(run.owner)
    Quota.objects.create(user=run.owner, stored_bytes=stored - 1)
    before = clips(run)
    collect()
    left = stored_bytes(run.owner)
    assert left <= retention.FILLED * (stored - 1)
    spare = list(retention.spare_clips(run.owner).values_list("generation__recorded", flat=True))
    gone = before - clips(run)
    assert len(gone) < len(before - champions_clips(run))  # no more than had to
    assert spare == sorted(spare)
    Quota.objects.update(stored_bytes=1)
    collect()
    assert clips(run) == champions_clips(run)


def test_the_oldest_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "FILLED", 0.99)
    newer = aged(recorded_run(), days=1)
    older = aged(recorded_run(newer.owner), days=2)
    stored = stored_bytes(newer.owner)
    Quota.objects.create(user=newer.owner, stored_bytes=stored - 1)
    newer_before, older_before = clips(newer), clips(older)
    assert collect() > 0
    assert clips(newer) == newer_before
    assert clips(older) < older_before


def test_a_pinned_replay_stays_whoever_pinned_it_until_nobody_does() -> None:
    run = aged(recorded_run(), days=8)
    Quota.objects.create(user=None, clip_days=7)
    score = Score.objects.filter(generation__run=run, clip__isnull=False).exclude(rank=1)
    score = score.exclude(clip__in=champions_clips(run)).earliest("pk")
    pin = Pin.objects.create(user=UserFactory(), score=score)
    collect()
    assert clips(run) == champions_clips(run) | {score.clip_id}
    pin.delete()
    assert collect() == 1


@pytest.mark.parametrize("state", State)
def test_the_latest_generation_of_an_unfinished_run_keeps_its_clips(state: State) -> None:
    run = aged(recorded_run(generations=2), days=8)
    Quota.objects.create(user=None, clip_days=7)
    Run.objects.filter(pk=run.pk).update(state=state)
    latest = set(
        Score.objects.filter(generation__run=run, generation__number=1, clip__isnull=False).values_list(
            "clip", flat=True
        )
    )
    assert latest - champions_clips(run)
    collect()
    is_unfinished = state in (State.QUEUED, State.RUNNING, State.PAUSED)
    assert (latest <= clips(run)) == is_unfinished


def test_a_run_whose_clips_were_collected_while_it_was_over_goes_on_without_them() -> None:
    run = aged(recorded_run(generations=3), days=8)
    Quota.objects.create(user=None, clip_days=7)
    Run.objects.filter(pk=run.pk).update(state=State.FAILED)
    assert collect() > 0
    Run.objects.filter(pk=run.pk).update(state=State.QUEUED, lease_until=None, rung=run.created)
    worker = claimed(run)
    for generation in tiny_generations()[3:]:
        record_generation(worker, generation)
    assert run.recorded.count() == 4


def test_a_creature_whose_clip_was_collected_is_watched_to_the_same_bits() -> None:
    run = aged(recorded_run(), days=8)
    spare = Score.objects.filter(generation__run=run, clip__isnull=False, reused=False)
    score = spare.exclude(clip__in=champions_clips(run)).select_related("creature", "generation").earliest("pk")
    stored = clip_of(run, score)
    Quota.objects.create(user=None, clip_days=7)
    collect()
    again = clip_of(run, score)  # as somebody asks who read the score before
    score.refresh_from_db()
    assert score.clip_id is None
    assert (again.fitness, again.parts) == (stored.fitness, stored.parts)
    assert np.array_equal(again.offsets, stored.offsets)
    assert np.array_equal(again.centre, stored.centre)


def test_a_round_is_bounded_and_the_next_one_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    run = aged(recorded_run(), days=8)
    Quota.objects.create(user=None, clip_days=7)
    spare = len(clips(run) - champions_clips(run))
    monkeypatch.setattr(retention, "MOST", 3)
    monkeypatch.setattr(retention, "BATCH", 2)
    assert spare > 3
    assert collect() == 3
    while collect():
        pass
    assert clips(run) == champions_clips(run)


def test_only_clips_go() -> None:
    run = aged(recorded_run(), days=900)
    Quota.objects.create(user=None, clip_days=1, stored_bytes=1)
    scores = Score.objects.count()
    collect()
    assert Score.objects.count() == scores
    assert run.recorded.filter(checkpoint__isnull=False).count() == 4
