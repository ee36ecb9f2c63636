"""Runs that rest because of something that passes, and go on by themselves; the run's `reason` says what it is."""

from django.db import transaction

from evoweb.runs.audit import note
from evoweb.runs.events import announce
from evoweb.runs.models import ACTIVE, Run, State
from evoweb.runs.queue.leases import held, lease_transaction, ring


def rest(run: Run, reason: str) -> None:
    """Let a run rest, for a reason that its page shows; its worker's lease ends with it."""
    with lease_transaction():
        if held(run).update(state=State.PAUSED, reason=reason, lease_until=None, rung=None, attempts=0):
            note(run, "paused", None, reason=reason)
            announce(run)


def rest_all(reason: str) -> int:
    """Let all runs rest, whoever holds them; what a worker computes at this moment is still recorded. How many."""
    with transaction.atomic():
        active = Run.objects.filter(state__in=ACTIVE)
        runs = list(active.select_for_update(skip_locked=True, no_key=True))  # the others next time
        active.filter(pk__in=[run.pk for run in runs]).update(state=State.PAUSED, reason=reason, rung=None, attempts=0)
        for run in runs:
            note(run, "paused", None, reason=reason)
            announce(run)
    return len(runs)


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
