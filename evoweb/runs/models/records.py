"""What a run has recorded. Bulky bytes have tables of their own, so that no list ever loads them."""

import math

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from evoweb.runs.models.run import Run


class Generation(models.Model):
    """One recorded generation; `statistics` is what the engine counted (see schemas.GenerationStats)."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="recorded")
    number = models.PositiveIntegerField()
    champion = models.CharField(max_length=32, blank=True, help_text="Empty where nobody was in play")
    held_out = ArrayField(models.FloatField(), help_text="The champion's scores in layouts that selection never saw")
    statistics = models.JSONField()
    evaluations_so_far = models.BigIntegerField(db_default=0, help_text="Of the run, up to and with this generation")
    elapsed_so_far_s = models.FloatField(db_default=0.0, help_text="Of the run, up to and with this generation")
    recorded = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "number"], name="one_generation_of_a_number"),)

    def __str__(self) -> str:
        return f"generation {self.number} of run {self.run_id}"


class Checkpoint(models.Model):
    """The population of a generation as bytes: where a run goes on, and where any creature is found again.

    Not every generation keeps one: ask reading/checkpoints.py, which computes again what is not there.
    """

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
        IMPORT = "import", "Import"

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
    size = models.PositiveIntegerField(help_text="Bytes of the content, which sums need not read")
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


class Pin(models.Model):
    """A creature's replay that somebody wants kept: its clip is never collected."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pins")
    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="pins")
    created = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "score"], name="one_pin_of_a_replay"),)

    def __str__(self) -> str:
        return f"pin {self.pk}"
