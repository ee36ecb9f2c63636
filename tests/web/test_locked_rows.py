"""A worker that stops in the middle of a transaction keeps its run's row locked: that must hold up nobody else."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from evoweb.runs.models import Run
from evoweb.runs.queue import leases
from evoweb.runs.queue.leases import claim_next, ring_again
from evoweb.runs.worker.keeper import Rounds
from tests.processes import let_lease_run_out, until
from tests.web.factories import claimed, tiny_run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stopped() -> Iterator[Run]:
    """A run whose lease has run out while its worker's transaction has its row locked, and goes no further."""
    run = tiny_run()
    claimed(run)
    let_lease_run_out(run)
    ring_again()
    other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None})
    other.execute("SELECT set_config('application_name', %s, true)", [leases.SIGNATURE])
    other.execute("UPDATE runs_run SET attempts = 0 WHERE id = %s", [run.pk])
    yield run
    other.close()


def test_other_runs_are_claimed_and_rung_for_meanwhile(stopped: Run) -> None:
    other = tiny_run()
    Run.objects.filter(pk=other.pk).update(rung=None)
    assert ring_again() == 1
    assert claim_next() == other
    assert claim_next() is None


def test_the_keeper_cuts_it_off_and_the_run_goes_on(stopped: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Rounds().go()
    assert claim_next() is None
    monkeypatch.setattr(leases, "LONGEST_WRITE", timedelta(0))
    Rounds().go()
    until(lambda: claim_next() == stopped, lambda: "the row is locked still")
