"""What is kept of a run. Bulky bytes (checkpoints, clips) have tables of their own, so that no list ever loads them."""

import math
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from simulation.config import RunConfig


class State(models.TextChoices):
    QUEUED = "QUEUED", "Queued"
    RUNNING = "RUNNING", "Running"
    PAUSED = "PAUSED", "Paused"
    DONE = "DONE", "Done"
    FAILED = "FAILED", "Failed"
    CANCELLED = "CANCELLED", "Cancelled"


ACTIVE = (State.QUEUED, State.RUNNING)  # a worker has the run or should have it
UNFINISHED = (*ACTIVE, State.PAUSED)


def no_spark() -> dict[str, Any]:
    """The spark of a run that has no generation (see recording.spark_after)."""
    return {"every": 1, "best": [], "mean": []}


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
    public = models.BooleanField(default=False, help_text="Anyone who has signed in may look at it")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    error = models.TextField(blank=True, help_text="Why the run failed")
    engine_version = models.CharField(max_length=30, blank=True)
    backend = models.CharField(max_length=30, blank=True, help_text="Which form of the time loop computed it")
    device = models.CharField(max_length=10, blank=True, help_text="On what kind of device")

    created = models.DateTimeField(db_default=Now())
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    # Progress, written with each generation. `champion` is the best creature so far, `best` its fitness.
    next_generation = models.PositiveIntegerField(default=0)
    best = models.FloatField(null=True)
    held_out_mean = models.FloatField(null=True, help_text="The champion's mean over layouts that selection never saw")
    champion = models.CharField(max_length=32, blank=True)
    champion_generation = models.PositiveIntegerField(null=True, help_text="Where the champion was recorded first")
    evaluations = models.BigIntegerField(default=0)
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

    class Meta:
        indexes = (
            models.Index(fields=["owner", "-created"], name="run_of_owner"),
            models.Index(fields=["owner", "claimed"], name="run_turn"),
            models.Index(fields=["state"], name="run_active", condition=Q(state__in=ACTIVE)),
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


class Generation(models.Model):
    """One recorded generation; `statistics` is what the engine counted (see schemas.GenerationStats)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="recorded")
    number = models.PositiveIntegerField()
    champion = models.CharField(max_length=32)
    held_out = ArrayField(models.FloatField())
    statistics = models.JSONField()
    recorded = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "number"], name="one_generation_of_a_number"),)

    def __str__(self) -> str:
        return f"generation {self.number} of run {self.run_id}"


class Checkpoint(models.Model):
    """The population of a generation as bytes: where a run goes on, and where any creature is found again."""

    generation = models.OneToOneField(Generation, on_delete=models.CASCADE, primary_key=True)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"checkpoint of generation {self.generation_id}"


class Creature(models.Model):
    """One birth. A creature that survives keeps its row; what it reached in a generation is a Score."""

    class Operator(models.TextChoices):
        RANDOM = "random", "Random"
        MUTATION = "mutation", "Mutation"
        CROSSOVER = "crossover", "Crossover"
        MIGRATION = "migration", "Migration"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="creatures")
    born = models.PositiveIntegerField(help_text="Generation of birth")
    index = models.PositiveIntegerField(help_text="Place in that generation")
    parents = ArrayField(models.CharField(max_length=32), help_text="Names, the fitter parent first")
    operator = models.CharField(max_length=10, choices=Operator)
    nodes = models.PositiveSmallIntegerField()
    muscles = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "born", "index"], name="one_creature_of_a_name"),)

    def __str__(self) -> str:
        return f"creature {self.name} of run {self.run_id}"

    @property
    def name(self) -> str:
        """The name people see and addresses use."""
        return f"{self.born}-{self.index}"


class Clip(models.Model):
    """A stored replay, made when the creature was simulated in this generation."""

    creature = models.ForeignKey(Creature, on_delete=models.CASCADE, related_name="clips")
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="clips")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["generation", "creature"], name="one_clip_of_a_simulation"),)

    def __str__(self) -> str:
        return f"clip {self.pk}"


class Score(models.Model):
    """What a creature reached in one generation. A score taken over from before keeps the clip of then."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="scores")
    creature = models.ForeignKey(Creature, on_delete=models.CASCADE, related_name="scores")
    clip = models.ForeignKey(Clip, on_delete=models.SET_NULL, null=True, related_name="+")
    row = models.PositiveIntegerField(help_text="Place in the population")
    rank = models.PositiveIntegerField(help_text="1 is the best")
    fitness = models.FloatField()
    parts = models.JSONField()
    targets_reached = models.PositiveIntegerField()
    disqualified = models.CharField(max_length=40, blank=True, help_text="The reason; empty while in play")
    survives = models.BooleanField(help_text="Passes unchanged into the next generation")
    reused = models.BooleanField(help_text="Taken over from before, not simulated")
    streak = models.PositiveIntegerField(help_text="Generations survived so far")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["generation", "rank"], name="one_score_of_a_rank"),
            models.UniqueConstraint(fields=["generation", "creature"], name="one_score_a_generation"),
            models.CheckConstraint(  # Postgres sorts NaN above every number
                condition=Q(fitness__gt=-math.inf) & Q(fitness__lt=math.inf), name="fitness_is_finite"
            ),
        )

    def __str__(self) -> str:
        return f"score {self.pk}"


class ApiToken(models.Model):
    """A key to the API; only its hash is stored, so the table opens no door."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created = models.DateTimeField(db_default=Now())
    last_used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created",)

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"


class ComputeProcess(models.Model):
    """A process that simulates: the web, or a worker of the queue. It reports by itself, so a dead one falls silent."""

    class Kind(models.TextChoices):
        WEB = "web", "Web"
        WORKER = "worker", "Worker"

    kind = models.CharField(max_length=10, choices=Kind)
    host = models.CharField(max_length=80)
    pid = models.PositiveIntegerField()
    started = models.DateTimeField()
    seen = models.DateTimeField(db_default=Now())
    threads = models.PositiveSmallIntegerField(help_text="Of its pool")
    engine = models.JSONField(help_text="What of the engine is loaded (see engine.Engine.report)")
    snapshot = models.JSONField(help_text="What its pool does and has done (see simulation.metrics)")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["host", "pid"], name="one_report_a_process"),)
        verbose_name_plural = "compute processes"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pid} on {self.host}"

    @property
    def name(self) -> str:
        """How the leases it takes name it."""
        return f"{self.host}:{self.pid}"
