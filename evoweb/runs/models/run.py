"""A run: its settings, how far it is, and who may compute it."""

from collections.abc import Sequence
from statistics import stdev
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from simulation.champions import standing_in
from simulation.config import RunConfig
from simulation.stopping import Progress


class State(models.TextChoices):
    QUEUED = "QUEUED", "Queued"
    RUNNING = "RUNNING", "Running"
    PAUSED = "PAUSED", "Paused"
    DONE = "DONE", "Done"
    FAILED = "FAILED", "Failed"
    CANCELLED = "CANCELLED", "Cancelled"


ACTIVE = (State.QUEUED, State.RUNNING)  # a worker has the run or should have it
UNFINISHED = (*ACTIVE, State.PAUSED)
SPARK_POINTS = 40


def no_spark() -> dict[str, Any]:
    """The spark of a run that has no generation (see spark_after)."""
    return {"every": 1, "best": [], "mean": []}


def spark_after(spark: dict[str, Any], number: int, statistics: dict[str, Any]) -> dict[str, Any]:
    """Return a run's spark with one more generation; when it grows too long, every second point goes."""
    every = spark["every"]
    if number % every:
        return spark
    curves = {name: [*spark[name], statistics[name]] for name in ("best", "mean")}
    if len(curves["best"]) <= SPARK_POINTS:
        return {"every": every, **curves}
    return {"every": 2 * every, **{name: curve[::2] for name, curve in curves.items()}}


def deviation_of(scores: Sequence[float]) -> float | None:
    """Return the sample deviation, which stands after every ± of a score; None of fewer than two."""
    return stdev(scores) if len(scores) > 1 else None


class RunManager(models.Manager["Run"]):
    """The runs that are there; those that are being deleted are there for nobody any more."""

    def get_queryset(self) -> models.QuerySet["Run"]:
        return super().get_queryset().filter(deleting=None)


class Run(models.Model):
    """One run: its settings, how far it is, and who may compute it.

    A worker computes a run while it holds the lease: `lease_until` lies ahead, and `epoch` is the one the worker was
    given. Taking a run away from its worker means raising the epoch; every write of a worker names its own.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="runs")
    name = models.CharField(max_length=100)
    config = models.JSONField()
    preset = models.CharField(max_length=30, blank=True)
    seed = models.BigIntegerField()
    public = models.BooleanField(default=False, help_text="Anyone with its address may look at it")
    tags = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    notes = models.TextField(max_length=10_000, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    error = models.TextField(blank=True, help_text="Why the run failed")
    reason = models.CharField(max_length=200, blank=True, help_text="Why it rests, or ended before its last generation")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="forks")
    forked_at = models.PositiveIntegerField(null=True, help_text="Whose creatures of the parent it began with")
    engine_version = models.CharField(max_length=30, blank=True)
    backend = models.CharField(max_length=30, blank=True, help_text="Which form of the time loop computed it")
    device = models.CharField(max_length=10, blank=True, help_text="On what kind of device")

    created = models.DateTimeField(db_default=Now())
    deleting = models.DateTimeField(null=True, help_text="Since when it is gone for everybody, and is being removed")
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    # Set by a trigger (migration 0006), so that no way of writing a row forgets it.
    revision = models.BigIntegerField(default=0, editable=False, help_text="Grows with every change of this row")

    # Progress, written with each generation. `champion` is the best creature so far, `best` its fitness.
    next_generation = models.PositiveIntegerField(default=0)
    best = models.FloatField(null=True)
    held_out_mean = models.FloatField(null=True, help_text="The champion's mean over layouts that selection never saw")
    held_out_deviation = models.FloatField(null=True, help_text="Sample deviation over those layouts")
    measured = models.JSONField(null=True, help_text="A champion's repeats and energy, see worker/measuring.py")
    champion = models.CharField(max_length=32, blank=True)
    champion_generation = models.PositiveIntegerField(null=True, help_text="Where the champion was recorded first")
    without_anybody = models.PositiveIntegerField(default=0, help_text="Latest generations with nobody in play")
    evaluations = models.BigIntegerField(default=0)
    births = models.BigIntegerField(default=0, help_text="Creatures recorded so far")
    reused = models.BigIntegerField(default=0)
    elapsed_s = models.FloatField(default=0.0)
    speed = models.FloatField(null=True, help_text="Creature-steps per second of the latest generation")
    spark = models.JSONField(default=no_spark, help_text="Best and mean of every so many generations, for lists")

    # The lease; all times are the database's.
    epoch = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    claimed = models.DateTimeField(null=True, help_text="When a worker last took it: slices rotate by this")
    rung = models.DateTimeField(null=True, help_text="When the queue was last told, and no worker came since")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Workers that took it since its last generation")
    retries = models.PositiveIntegerField(default=0, help_text="Generations begun again after a worker was lost")
    worker = models.CharField(max_length=100, blank=True, help_text="Who took it last: machine and process")

    objects = RunManager()
    with_deleted = models.Manager["Run"]()

    class Meta:
        indexes = (
            models.Index(fields=["owner", "-created"], name="run_of_owner"),
            models.Index(fields=["owner", "claimed"], name="run_turn"),
            models.Index(fields=["state"], name="run_active", condition=Q(state__in=ACTIVE)),
            GinIndex(fields=["tags"], name="run_tags"),
        )

    def __str__(self) -> str:
        return f"{self.name} (run {self.pk})"

    def run_config(self) -> RunConfig:
        """The settings, validated again: a row from another version fails here and not inside the engine.

        Two backends part after some tens of steps, so what has computed a generation goes on computing the run, and
        replays its creatures.
        """
        in_force = {"backend": self.backend, "device": self.device}
        return RunConfig.parse(self.config | {name: value for name, value in in_force.items() if value})

    def progress(self) -> Progress:
        """Return how far it is, as rules that end it go by; only of a run that has a generation."""
        standing = standing_in(self.config, self.best, self.held_out_mean)
        since = -1 if self.champion_generation is None else self.champion_generation
        return Progress(self.next_generation - 1, since, standing, self.elapsed_s, self.without_anybody)

    def champion_measured(self) -> dict[str, Any] | None:
        """What was measured of the champion; None where that is still to come, or was of another."""
        found = self.measured
        return found if found is not None and found["creature"] == self.champion else None


class Founders(models.Model):
    """The creatures a run begins with, where they are not born at random: genomes of the public format, packed."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, primary_key=True, related_name="founders")
    content = models.BinaryField(help_text="JSON, packed with zstd")
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "founders"

    def __str__(self) -> str:
        return f"founders of run {self.run_id}"
