"""Slots: bells ring at every worker's own queue, never more than one that nobody took; dead queues are forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from evoweb.launcher.checks import chosen_workers
from evoweb.launcher.errors import LaunchError
from evoweb.runs.models import ComputeProcess
from evoweb.runs.queue.canary import Canaries
from evoweb.runs.queue.slots import HOST, close_slot, open_own_slot, own_queue, ring_quiet_slots, ring_slots
from tests.web.factories import claimed, loaded, tiny_run, worker_slot

pytestmark = pytest.mark.django_db


def bells() -> list[str]:
    """The queues where bells hang."""
    return sorted(OrmQ.objects.values_list("key", flat=True))


def take(queue: str) -> None:
    """A cluster takes what hangs in its queue."""
    OrmQ.objects.filter(key=queue).update(lock=timezone.now() + timedelta(hours=1))


def test_a_bell_rings_at_every_slot_and_no_second_one_until_it_is_taken() -> None:
    one, other = worker_slot("alpha"), worker_slot("beta")
    ring_slots()
    ring_slots()
    assert bells() == [one.queue, other.queue]
    take(one.queue)
    ring_slots()
    assert bells() == [one.queue, one.queue, other.queue]


def test_where_no_worker_lives_nothing_piles_up() -> None:
    worker_slot()
    ComputeProcess.objects.update(seen=timezone.now() - timedelta(minutes=2))
    ring_slots()
    assert bells() == []


def test_a_canary_is_rung_only_where_nothing_hangs_or_is_worked_on() -> None:
    one, other = worker_slot("alpha"), worker_slot("beta")
    ring_slots()
    take(one.queue)
    OrmQ.objects.filter(key=other.queue).delete()
    ring_quiet_slots()
    assert bells() == [one.queue, other.queue]


def test_a_new_worker_forgets_what_its_predecessor_took_and_is_rung_for() -> None:
    OrmQ.objects.create(key=own_queue(), payload="", lock=timezone.now() + timedelta(hours=1))
    open_own_slot()
    (bell,) = OrmQ.objects.all()
    assert (bell.key, bell.lock <= timezone.now()) == (own_queue(), True)


def test_bells_of_queues_that_are_gone_are_removed() -> None:
    living = worker_slot()
    for queue in (living.queue, "gone:1"):
        OrmQ.objects.create(key=queue, payload="", lock=timezone.now())
    Canaries().go_round()
    assert bells() == [living.queue]


def test_a_closed_slot_is_not_rung_at_any_more() -> None:
    slot = worker_slot()
    ring_slots()
    close_slot(slot.queue)
    ring_slots()
    assert bells() == []


# --- Who is frozen


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Canaries:
    """A keeper's canaries that are overdue at once."""
    monkeypatch.setattr("evoweb.runs.queue.canary.OVERDUE_SECONDS", 0.0)
    return Canaries()


def test_a_slot_of_this_machine_that_leaves_a_bell_hanging_is_frozen(impatient: Canaries) -> None:
    slot = worker_slot(HOST)
    assert impatient.frozen() == set()
    ring_slots()
    assert impatient.frozen() == {slot.queue}
    take(slot.queue)  # and its worker never gets it
    assert impatient.frozen() == {slot.queue}


def test_slots_of_other_machines_are_left_to_their_keepers(impatient: Canaries) -> None:
    worker_slot("elsewhere")
    ring_slots()
    assert impatient.frozen() == set()


def test_a_worker_that_holds_a_run_may_leave_bells_hanging(impatient: Canaries) -> None:
    slot = worker_slot(HOST)
    ring_slots()
    run = claimed(tiny_run())
    type(run).objects.update(worker=slot.name)
    assert impatient.frozen() == set()
    type(run).objects.update(lease_until=None)
    assert impatient.frozen() == {slot.queue}


def test_a_worker_that_loads_the_engine_may_leave_bells_hanging(impatient: Canaries) -> None:
    slot = worker_slot(HOST)
    ComputeProcess.objects.update(engine=loaded()["engine"] | {"state": "loading"})
    ring_slots()
    assert impatient.frozen() == set()
    ComputeProcess.objects.update(engine=loaded()["engine"])
    assert impatient.frozen() == {slot.queue}


def test_a_bell_counts_as_overdue_from_when_the_keeper_saw_it() -> None:
    worker_slot(HOST)
    ring_slots()
    OrmQ.objects.update(lock=timezone.now() - timedelta(hours=1))  # the database was away, the clock is off
    assert Canaries().frozen() == set()


# --- How many there are


@pytest.mark.parametrize(("cores", "workers"), [(1, 1), (2, 1), (7, 1), (8, 2), (16, 4)])
def test_there_is_a_worker_for_every_four_cores(monkeypatch: pytest.MonkeyPatch, cores: int, workers: int) -> None:
    monkeypatch.delenv("EVOWEB_WORKERS", raising=False)
    monkeypatch.setattr("evoweb.launcher.checks.cores", lambda: list(range(cores)))
    assert chosen_workers() == workers


@pytest.mark.parametrize("said", ["0", "65", "two", "-1", "٣"])
def test_a_number_of_workers_that_is_none_is_refused_with_its_bounds(
    monkeypatch: pytest.MonkeyPatch, said: Any
) -> None:
    monkeypatch.setenv("EVOWEB_WORKERS", said)
    with pytest.raises(LaunchError, match="a number from 1 to 64"):
        chosen_workers()
