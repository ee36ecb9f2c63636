"""Who computes a run, and when: doorbells, turns, leases. All times are the database's clock.

The queue is only a doorbell; a run's row says whether it waits. A bell gives one slice to the run whose turn it is,
which need not be the run that rang: so slices rotate over owners, then over an owner's runs. Bells that are lost,
late or doubled do no harm: the keeper rings again, and a bell with nobody waiting is over at once.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Case, F, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Now

from evoweb.runs.clock import in_future
from evoweb.runs.events import announce
from evoweb.runs.models import ACTIVE, Run, State
from evoweb.runs.outbox import tell_end
from evoweb.runs.queue.slots import process_name, ring_slots

LEASE = timedelta(seconds=20)  # a worker that is silent for so long is taken for dead
BEAT_SECONDS = 5.0
BELL_LASTS = timedelta(seconds=30)  # a bell that nobody answered in that time may be lost
MAX_ATTEMPTS = 3  # workers that may die over the same generation
LONGEST_WRITE = 3 * LEASE  # a transaction that takes longer is of a worker that was stopped, or is out of reach
SIGNATURE = "evoweb lease"  # the application's name in a worker's transactions

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """The run has been given to another worker, or taken from all: nothing may be written any more."""


def waiting_runs() -> QuerySet[Run]:
    """Runs that should be computed while no worker holds them."""
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    return Run.objects.filter(free, state__in=ACTIVE)


def ring(run: Run) -> None:
    """Tell the workers, once this transaction is committed, that the run waits for one of them."""
    Run.objects.filter(pk=run.pk).update(rung=Now())
    transaction.on_commit(ring_slots)


def claim_next() -> Run | None:
    """Take the lease of the run whose turn it is: the owner who waited longest, then that owner's run that did.

    Counts the attempt, and commits it, before any work: a worker that dies hard leaves its trace.
    """
    owners_turn = (
        Run.objects.filter(owner=OuterRef("owner")).values("owner").annotate(last=Max("claimed")).values("last")
    )
    in_turn = (
        waiting_runs()
        .filter(rung__isnull=False, attempts__lt=MAX_ATTEMPTS)
        .annotate(owners_turn=Subquery(owners_turn))
        .order_by(F("owners_turn").asc(nulls_first=True), F("claimed").asc(nulls_first=True), "pk")
    )
    for run_id in in_turn.values_list("pk", flat=True):
        if run := claim(run_id):
            return run
    return None


def claim(run_id: int) -> Run | None:
    """Take a run's lease, if it is still to be had: of two who try, the lock on its row lets one through.

    A run whose row is locked is passed over: whoever was stopped while writing to it must not stop others.
    """
    with lease_transaction():
        due = waiting_runs().filter(pk=run_id, rung__isnull=False, attempts__lt=MAX_ATTEMPTS)
        if due.select_for_update(skip_locked=True, no_key=True).first() is None:
            return None
        due.update(
            state=State.RUNNING,
            epoch=F("epoch") + 1,
            attempts=F("attempts") + 1,
            retries=F("retries") + Case(When(attempts__gt=0, then=1), default=0),
            worker=process_name(),
            lease_until=in_future(LEASE),
            claimed=Now(),
            started=Coalesce("started", Now()),
            rung=None,
        )
        run = Run.objects.get(pk=run_id)
        announce(run)
    return run


@contextmanager
def lease_transaction() -> Iterator[None]:
    """A worker's transaction, which locks its run's row; signed, so that `cut_off_the_stopped` knows it."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('application_name', %s, true)", [SIGNATURE])
        yield


def cut_off_the_stopped() -> int:
    """End transactions that keep a run's row locked although nobody writes any more; how many they were.

    Left to itself Postgres waits for hours for a client that has stopped, or whose machine is gone.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = %s "
            "AND xact_start < now() - make_interval(secs => %s)",
            [SIGNATURE, LONGEST_WRITE.total_seconds()],
        )
        return int(cursor.fetchone()[0])


def held(run: Run) -> QuerySet[Run]:
    """The run's row, while the lease that `run` was claimed with is in force."""
    return Run.objects.filter(pk=run.pk, epoch=run.epoch, lease_until__isnull=False)


@contextmanager
def heartbeat(run: Run) -> Iterator[None]:
    """Keep the lease alive while the block computes, from a thread with a connection of its own."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            try:
                if held(run).update(lease_until=in_future(LEASE)) == 0:
                    return
            except (OperationalError, InterfaceError) as error:  # the next beat may be in time
                logger.warning("The lease could not be renewed: %s", error)
            finally:
                connection.close()

    thread = threading.Thread(target=copy_context().run, args=[beat], name=f"heartbeat of run {run.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def hand_over(run: Run) -> None:
    """Give the lease back at the end of a slice, which is no death; a run that is to go on queues up again."""
    with lease_transaction():
        if held(run).update(lease_until=None, attempts=0) and Run.objects.filter(pk=run.pk, state__in=ACTIVE).exists():
            ring(run)


def fail_run(run: Run, error: str) -> None:
    """End a run for a reason that its page shows. Does nothing if the lease is no longer this worker's."""
    with lease_transaction():
        if held(run).update(
            state=State.FAILED, error=error, finished=Now(), lease_until=None, epoch=F("epoch") + 1, rung=None
        ):
            announce(run)
            tell_end(run.pk)


def ring_again() -> int:
    """The keeper's round: fail runs whose workers died too often, ring for those nobody comes for; how many rang.

    Runs whose rows are locked are left to the next round.
    """
    unheard = Q(rung=None) | Q(rung__lt=in_future(-BELL_LASTS))
    with lease_transaction():
        waiting = waiting_runs().select_for_update(skip_locked=True, no_key=True)
        for run in waiting.filter(attempts__gte=MAX_ATTEMPTS):
            fail_run(
                run,
                f"Generation {run.next_generation} was given up: {MAX_ATTEMPTS} workers in a row died while computing "
                "it. Too little memory for this population is the usual reason. What was recorded before is kept.",
            )
        silent = list(waiting.filter(unheard, attempts__lt=MAX_ATTEMPTS))
        for run in silent:
            ring(run)
    return len(silent)
