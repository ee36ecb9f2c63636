"""Removing what deleted runs recorded, some generations at a time: there may be millions of rows."""

import time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from evoweb.runs.models import Checkpoint, Clip, Creature, Generation, Pin, Run, Score

ROUND_SECONDS = 2.0  # of a keeper's round
ROWS = 10_000  # about as many of one transaction


def remove_deleted(seconds: float = ROUND_SECONDS) -> int:
    """Remove runs that people deleted, for so long at most; how many are gone now."""
    over, removed = time.monotonic() + seconds, 0
    for run in Run.with_deleted.filter(deleting__isnull=False).order_by("deleting", "pk"):
        while not is_removed(run):
            if time.monotonic() > over:
                return removed
        removed += 1
    return removed


def is_removed(run: Run) -> bool:
    """Remove the next part of a run; whether that was the last, and the run is gone."""
    with transaction.atomic():
        count = max(1, ROWS // run.config["population"])
        generations = list(run.recorded.order_by("-number").values_list("pk", flat=True)[:count])
        creatures = list(run.creatures.values_list("pk", flat=True)[:ROWS]) if not generations else []
        for rows in parts_of(generations) if generations else [Creature.objects.filter(pk__in=creatures)]:
            rows._raw_delete(rows.db)  # Django would first load them all
        if not generations and not creatures:
            Run.with_deleted.filter(pk=run.pk).delete()
            return True
    return False


def parts_of(generations: list[int]) -> list[QuerySet[Any]]:
    """All that was recorded with these generations, in an order in which nothing refers to what is gone.

    A replay that a later generation took over goes after it, for the newest generations go first.
    """
    return [
        Pin.objects.filter(score__generation__in=generations),
        Score.objects.filter(generation__in=generations),
        Clip.objects.filter(generation__in=generations),
        Checkpoint.objects.filter(generation__in=generations),
        Generation.objects.filter(pk__in=generations),
    ]
