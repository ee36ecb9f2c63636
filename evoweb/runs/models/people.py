"""What people may do, and what they did."""

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce, Now

from evoweb.runs.models.run import Run


class ApiToken(models.Model):
    """A key to the API; only its hash is stored, so the table opens no door."""

    class Scope(models.TextChoices):
        READ = "read", "Read"
        WRITE = "write", "Read and write"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=120)
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.WRITE)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created = models.DateTimeField(db_default=Now())
    last_used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created",)
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"


class Quota(models.Model):
    """What a user may use of this installation; the row without a user holds for everybody who has none of their own.

    An empty bound is none.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="quota"
    )
    unfinished_runs = models.PositiveIntegerField(null=True, blank=True, help_text="Runs queued, running or paused")
    creature_steps_a_day = models.PositiveBigIntegerField(null=True, blank=True, help_text="From midnight UTC on")
    stored_bytes = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="Of all that runs store: replays, checkpoints, creatures, scores, generations"
    )
    clip_days = models.PositiveIntegerField(
        null=True, blank=True, help_text="Replays are kept so long; champions' and pinned ones for ever"
    )

    class Meta:
        constraints = (models.UniqueConstraint(Coalesce("user", Value(0)), name="one_quota_for_everybody"),)

    def __str__(self) -> str:
        return f"quota of {self.user}" if self.user else "quota of everybody else"


class DailyUse(models.Model):
    """What a user's runs have computed on one day (UTC)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="daily_use")
    day = models.DateField()
    creature_steps = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "day"], name="one_use_a_day"),)
        verbose_name_plural = "daily use"

    def __str__(self) -> str:
        return f"use of {self.user} on {self.day}"


class Deed(models.Model):
    """Who did what to a run; it stays when the run or the user goes."""

    at = models.DateTimeField(db_default=Now())
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="deeds")
    username = models.CharField(max_length=150, blank=True, help_text="As it was then; empty: EvoWeb itself")
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="deeds")
    run_name = models.CharField(max_length=100)
    deed = models.CharField(max_length=20, help_text="What was done")
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=["run", "-at"], name="deeds_of_run"),)

    def __str__(self) -> str:
        return f"{self.username or 'EvoWeb'} {self.deed} {self.run_name}"
