"""Thinning: most checkpoints of a long run make room, for those that go are computed again (reading/checkpoints.py).

Kept are those of every 2^k-th generation, with the smallest k for which these are at most 64, so that computing one
again is bounded by 1/64 of the run; the newest two, from which the run goes on; and those that are asked for often: of
the champion, of pinned creatures, and those that forks began with. The scores of all generations stay in the tables.
"""

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

import simulation
from evoweb.runs.models import Checkpoint, Pin, Run
from evoweb.runs.reading.histories import spacing
from simulation.task_facts import BUILT_IN

MOST_SPACED = 64
NEWEST = 2
BATCH = 200  # checkpoints of one transaction


def thin() -> int:
    """The keeper's round: remove the checkpoints of all runs that need not be kept; how many went."""
    return sum(thin_run(run) for run in runs_to_thin())


def runs_to_thin() -> QuerySet[Run]:
    """Runs with more checkpoints than are kept, which this installation can compute again (can_be_computed_again)."""
    runs = Run.objects.filter(engine_version=simulation.__version__, device="cpu", config__task__in=list(BUILT_IN))
    runs = runs.filter(next_generation__gt=MOST_SPACED + NEWEST)
    return runs.annotate(kept=Count("recorded__checkpoint")).filter(kept__gt=MOST_SPACED + NEWEST).order_by("pk")


def spare_checkpoints(run: Run) -> QuerySet[Checkpoint]:
    """The run's checkpoints that may go, the oldest first."""
    number = F("generation__number")
    forked_at = run.forks.filter(forked_at__isnull=False).values("forked_at")
    is_kept = Q(past=0) | Q(generation__number__gte=run.next_generation - NEWEST) | Q(generation__number__in=forked_at)
    is_kept |= Q(generation__number=run.champion_generation)
    pinned = Pin.objects.filter(score__generation=OuterRef("pk"))
    spare = Checkpoint.objects.filter(generation__run=run).alias(
        past=number % spacing(run.next_generation, MOST_SPACED)
    )
    return spare.exclude(is_kept).filter(~Exists(pinned)).order_by(number)


def thin_run(run: Run) -> int:
    """Remove the checkpoints of a run that may go, some at a time; how many went.

    The run is locked meanwhile, as by whoever records a generation or pins a creature.
    """
    removed = 0
    while True:
        with transaction.atomic():
            run = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
            going = list(spare_checkpoints(run).values_list("pk", flat=True)[:BATCH])
            Checkpoint.objects.filter(pk__in=going)._raw_delete(using="default")
        if not going:
            return removed
        removed += len(going)
