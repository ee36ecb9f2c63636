"""Deleting a run. It is gone for everybody at once; what it recorded is removed by the keeper (worker/removing.py).

What people did to it stays in the audit trail, and forks live on.
"""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now

from evoweb.runs.audit import note
from evoweb.runs.errors import Refused
from evoweb.runs.events import announce
from evoweb.runs.models import ACTIVE, Run, State


def delete_run(run: Run, by: User | None) -> None:
    """Delete a run that nobody computes.

    Raises:
        Refused: it is queued or running.
    """
    with transaction.atomic():
        run.refresh_from_db(from_queryset=Run.objects.select_for_update())  # after a generation that is being recorded
        if run.state in ACTIVE:
            raise Refused(f"A run that is {run.get_state_display().lower()} cannot be deleted: cancel it first.")
        note(run, "deleted", by, id=run.pk)
        Run.objects.filter(pk=run.pk).update(
            deleting=Now(),
            state=State.CANCELLED,  # so that whoever read it before can neither resume nor extend it
            finished=Coalesce("finished", Now()),
            lease_until=None,
            rung=None,
            epoch=F("epoch") + 1,  # a worker that still computes a paused run writes nothing more
        )
        announce(run)
