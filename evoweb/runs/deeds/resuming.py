"""Resuming: a run that rests goes on, one that failed is tried again, from its last generation that can be read."""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import IntegerField, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from evoweb.runs.audit import note
from evoweb.runs.compute import seat
from evoweb.runs.deeds.services import change_state
from evoweb.runs.models import UNFINISHED, Checkpoint, Creature, Run, State
from evoweb.runs.models.run import deviation_of, no_spark, spark_after
from evoweb.runs.people.quotas import check_quota
from evoweb.runs.queue.leases import ring
from evoweb.runs.reading.stored import DamagedError, intact
from simulation.champions import standing_in
from simulation.errors import CheckpointError


def resume_run(run: Run, by: User | None) -> Run:
    """Queue a run that rests, or try one again that failed, from its last recorded generation that can be read.

    Raises:
        Refused: it is in another state, or its owner's quota does not allow it.
        Loading, Busy: whether it can be read cannot be said yet.
    """
    with transaction.atomic():
        check_quota(run.owner, another_run=run.state not in UNFINISHED)
        if run.state == State.FAILED:
            go_back_if_unsound(run, by)
        change_state(
            run,
            by,
            "resumed",
            (State.PAUSED, State.FAILED),
            state=State.QUEUED,
            attempts=0,
            error="",
            reason="",
            finished=None,
        )
        ring(run)
    return run


def go_back_if_unsound(run: Run, by: User | None) -> None:
    """Remove a failed run's generations after the last sound checkpoint, if its newest is not sound.

    Call it in a transaction.

    Where no checkpoint can be read, nothing is removed: another version wrote them, perhaps, and can still read them.

    Raises:
        Loading, Busy: the engine, which reads checkpoints, is not loaded yet or has too much to do.
    """
    newest = run.next_generation - 1
    if newest < 0:
        return
    with seat():
        sound = last_sound(run)
    if sound is None or sound == newest:
        return
    removed = run.recorded.filter(number__gt=sound)
    removed.delete()
    run.creatures.filter(born__gt=sound).delete()
    Run.objects.filter(pk=run.pk).update(**progress_up_to(run, sound))
    note(run, "taken back", by, to_generation=sound, removed=newest - sound)


def last_sound(run: Run) -> int | None:
    """Return the last generation whose stored checkpoint can be read; None where there is none."""
    from simulation.checkpoint import decode  # noqa: PLC0415 - loads torch, which the pages never need

    stored = Checkpoint.objects.filter(generation__run=run).select_related("generation")
    for checkpoint in stored.order_by("-generation__number").iterator(1):
        try:
            decode(intact(checkpoint), run.run_config())
        except (DamagedError, CheckpointError):
            continue
        return checkpoint.generation.number
    return None


def progress_up_to(run: Run, number: int) -> dict[str, object]:
    """Return a run's progress fields as they were with this generation, which is recorded, as its last."""
    generations = run.recorded.filter(number__lte=number).order_by("number")
    champion: dict[str, object] = {
        "best": None, "held_out_mean": None, "held_out_deviation": None, "champion": "", "champion_generation": None,
    }  # fmt: skip
    standing, spark, without_anybody = float("-inf"), no_spark(), 0
    rows = generations.values_list(
        "number", "champion", "statistics__best", "statistics__held_out_mean", "statistics__mean", "held_out"
    )
    for at, name, best, held_out_mean, mean, held_out in rows.iterator():
        spark = spark_after(spark, at, {"best": best, "mean": mean})
        without_anybody = 0 if name else without_anybody + 1
        if (reached := standing_in(run.config, best, held_out_mean)) > standing:
            standing = reached
            champion = {
                "best": best, "held_out_mean": held_out_mean, "held_out_deviation": deviation_of(held_out),
                "champion": name, "champion_generation": at,
            }  # fmt: skip
    last = generations.get(number=number)
    reused = generations.aggregate(sum=Sum(Cast(KT("statistics__reused"), IntegerField())))["sum"]
    return champion | {
        "measured": None,
        "next_generation": number + 1,
        "spark": spark,
        "without_anybody": without_anybody,
        "evaluations": last.evaluations_so_far,
        "elapsed_s": last.elapsed_so_far_s,
        "reused": reused,
        "births": Creature.objects.filter(run=run).count(),
    }
