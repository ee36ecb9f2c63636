"""Runs that rest because of something that passes, and go on by themselves; the run's `reason` says what it is."""

import logging

from django.db import OperationalError, transaction

from evoweb.runs.audit import note
from evoweb.runs.events import announce
from evoweb.runs.models import ACTIVE, Run, State
from evoweb.runs.queue.faults import is_full
from evoweb.runs.queue.leases import held, lease_transaction, ring

logger = logging.getLogger(__name__)


def rest(run: Run, reason: str) -> None:
    """Let a run rest, for a reason that its page shows; its worker's lease ends with it."""
    with lease_transaction():
        if held(run).update(state=State.PAUSED, reason=reason, lease_until=None, rung=None, attempts=0):
            note_rest(run, reason)
            announce(run)


def rest_all(reason: str) -> int:
    """Let all runs rest, whoever holds them; what a worker computes at this moment is still recorded. How many."""
    with transaction.atomic():
        active = Run.objects.filter(state__in=ACTIVE)
        runs = list(active.select_for_update(skip_locked=True, no_key=True))  # the others next time
        active.filter(pk__in=[run.pk for run in runs]).update(state=State.PAUSED, reason=reason, rung=None, attempts=0)
        for run in runs:
            note_rest(run, reason)
            announce(run)
    return len(runs)


def note_rest(run: Run, reason: str) -> None:
    """Write into the audit trail that a run rests, where the disk has room for it: a run's own row was there before."""
    try:
        with transaction.atomic():
            note(run, "paused", None, reason=reason)
    except OperationalError as error:
        if not is_full(error):
            raise
        logger.warning("Run %d rests, and there is no room to note it", run.pk)


def wake(run: Run, reason: str) -> bool:
    """Queue a run again that rests for this reason, unless somebody did something with it meanwhile."""
    with transaction.atomic():
        resting = Run.objects.filter(pk=run.pk, state=State.PAUSED, reason=reason)
        if not resting.update(state=State.QUEUED, reason=""):
            return False
        note(run, "resumed", None)
        ring(run)
        announce(run)
    return True
