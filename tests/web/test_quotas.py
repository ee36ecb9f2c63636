"""Bounds on what a user may use: whose count, what is refused at them, and that a run goes on when a new day begins."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from evoweb.runs.costs import BIRTH_BYTES, GENERATION_BYTES, SCORE_BYTES
from evoweb.runs.deeds.deleting import delete_run
from evoweb.runs.deeds.forking import fork_run
from evoweb.runs.deeds.resuming import resume_run
from evoweb.runs.deeds.services import pause_run
from evoweb.runs.errors import Refused
from evoweb.runs.models import (
    Checkpoint,
    Clip,
    Creature,
    DailyUse,
    Deed,
    Founders,
    Generation,
    Quota,
    Run,
    Score,
    State,
)
from evoweb.runs.people.quotas import (
    DAY_USED_UP,
    STORAGE_USED_UP,
    Bounds,
    Use,
    bounds_of,
    stored_bytes,
    use_of,
    wake_rested,
)
from evoweb.runs.queue.leases import claim
from evoweb.runs.reading.checkpoints import latest_checkpoint
from evoweb.runs.worker.recording import record_generation
from evoweb.runs.worker.tasks import advance_next_run
from simulation.setting import spaced
from tests.web.factories import UserFactory, bits_of, evolved_run, recorded_run, tiny_generations, tiny_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory()


def allow(user: User | None, **bounds: Any) -> None:
    Quota.objects.create(user=user, **bounds)


def test_a_users_own_bounds_count_before_everybodys_and_these_before_the_settings(
    owner: User, settings: Settings
) -> None:
    settings.MAX_UNFINISHED_RUNS, settings.MAX_CREATURE_STEPS_A_DAY, settings.MAX_STORED_BYTES = 1, 2, 3
    assert bounds_of(owner) == Bounds(1, 2, 3)
    allow(None, unfinished_runs=4)
    assert bounds_of(owner) == Bounds(4, None, None)
    allow(owner, stored_bytes=5)
    assert bounds_of(owner) == Bounds(None, None, 5)
    assert bounds_of(UserFactory()) == Bounds(4, None, None)


def test_what_runs_compute_and_store_is_counted_for_their_owner_to_the_step(owner: User) -> None:
    recorded_run(UserFactory())
    recorded_run(owner)
    recorded_run(owner, generations=2)
    steps = [generation.statistics["creature_steps"] for generation in tiny_generations()]
    assert use_of(owner) == Use(1, sum(steps) + sum(steps[:2]), stored_bytes(owner))


def test_all_that_runs_store_counts(owner: User) -> None:
    assert stored_bytes(owner) == 0
    run = recorded_run(owner)
    contents = sum(len(one.content) for model in (Clip, Checkpoint) for one in model.objects.all())
    rows = Generation.objects.count() * GENERATION_BYTES + Score.objects.count() * SCORE_BYTES
    births = Creature.objects.count()
    assert run.births == births > 8
    assert stored_bytes(owner) == contents + rows + births * BIRTH_BYTES
    recorded_run(UserFactory())
    fork_run(run, 1, owner, "fork", {})
    assert stored_bytes(owner) == contents + rows + births * BIRTH_BYTES + len(Founders.objects.get().content)


@pytest.mark.django_db(transaction=True)
def test_a_run_rests_when_its_owner_stores_too_much_and_goes_on_when_there_is_room(owner: User) -> None:
    stored = recorded_run(owner)
    run = tiny_run(owner)
    allow(owner, stored_bytes=stored_bytes(owner))
    advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.reason, run.next_generation) == (State.PAUSED, STORAGE_USED_UP, 0)
    assert wake_rested() == 0
    with pytest.raises(Refused, match="Your runs store"):
        resume_run(run, owner)
    delete_run(stored, owner)
    assert wake_rested() == 1


def test_yesterdays_steps_do_not_count(owner: User) -> None:
    recorded_run(owner)
    DailyUse.objects.update(day=timezone.now().date() - timedelta(days=1))
    assert use_of(owner).creature_steps_a_day == 0


def test_a_run_beyond_the_unfinished_ones_allowed_is_refused_and_so_is_resuming_a_failed_one(owner: User) -> None:
    allow(owner, unfinished_runs=2)
    failed, paused = tiny_run(owner), tiny_run(owner)
    Run.objects.filter(pk=failed.pk).update(state=State.FAILED)
    tiny_run(owner)
    failed.refresh_from_db()
    for queue in (lambda: tiny_run(owner), lambda: resume_run(failed, owner)):
        with pytest.raises(Refused, match="2 unfinished runs, and 2 are allowed"):
            queue()
    assert resume_run(pause_run(paused, owner), owner).state == State.QUEUED  # it is one of the two


@pytest.mark.parametrize("bound", ["creature_steps_a_day", "stored_bytes"])
def test_nothing_is_queued_once_a_bound_is_reached_and_the_refusal_names_it_and_the_use(
    owner: User, bound: str
) -> None:
    recorded_run(owner)
    paused = pause_run(tiny_run(owner), owner)
    used = getattr(use_of(owner), bound)
    allow(owner, **{bound: used})
    for queue in (lambda: tiny_run(owner), lambda: resume_run(paused, owner)):
        with pytest.raises(Refused, match=f"{spaced(used)} .*{spaced(used)}.* allowed"):
            queue()
    Quota.objects.update(**{bound: used + 1})
    tiny_run(owner)
    tiny_run(UserFactory())


def test_the_api_answers_409_with_the_bound(owner: User) -> None:
    allow(owner, unfinished_runs=0)
    client = Client()
    client.force_login(owner)
    refused = client.post("/api/runs", {"name": "one more"}, content_type="application/json")
    assert refused.status_code == 409
    assert "0 are allowed" in refused.json()["detail"]


@pytest.mark.django_db(transaction=True)
def test_a_run_rests_when_its_owners_day_is_used_up_and_goes_on_to_the_same_bits_on_the_next(owner: User) -> None:
    undisturbed = evolved_run()
    allow(owner, creature_steps_a_day=1)
    run = tiny_run(owner)
    claimed = claim(run.pk)
    assert claimed is not None
    record_generation(claimed, tiny_generations()[0])
    Run.objects.filter(pk=run.pk).update(lease_until=None, rung=timezone.now())
    advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.reason, run.next_generation, run.attempts) == (State.PAUSED, DAY_USED_UP, 1, 0)
    assert wake_rested() == 0
    with pytest.raises(Refused, match="after midnight UTC"):
        resume_run(run, owner)

    DailyUse.objects.update(day=F("day") - timedelta(days=1))
    assert wake_rested() == 1
    run.refresh_from_db()
    assert (run.state, run.reason) == (State.QUEUED, "")
    advance_next_run()
    run.refresh_from_db()
    assert run.state == State.DONE
    assert last_population(run) == last_population(undisturbed)
    told = [(deed.deed, deed.username) for deed in Deed.objects.filter(run=run)]
    assert told[:2] == [("resumed", ""), ("paused", "")]


def last_population(run: Run) -> dict[str, bytes]:
    return bits_of(latest_checkpoint(run) or b"")


def test_a_run_that_its_owner_paused_is_not_woken(owner: User) -> None:
    run = pause_run(tiny_run(owner), owner)
    assert wake_rested() == 0
    run.refresh_from_db()
    assert run.state == State.PAUSED
