"""Deleting a run with all that it recorded. What people did to it stays in the audit trail, and forks live on."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from evoweb.runs.audit import note
from evoweb.runs.errors import Refused
from evoweb.runs.events import announce
from evoweb.runs.models import ACTIVE, Checkpoint, Clip, Creature, Generation, Pin, Run, Score


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
        announce(run)
        for rows in recorded_rows(run):
            rows._raw_delete(rows.db)  # Django would first load them all, of which there may be millions
        Run.objects.filter(pk=run.pk).delete()


def recorded_rows(run: Run) -> list[QuerySet[Any]]:
    """All that a run recorded, in an order in which nothing refers to what is gone."""
    return [
        Pin.objects.filter(score__generation__run=run),
        Score.objects.filter(generation__run=run),
        Clip.objects.filter(generation__run=run),
        Checkpoint.objects.filter(generation__run=run),
        Generation.objects.filter(run=run),
        Creature.objects.filter(run=run),
    ]
