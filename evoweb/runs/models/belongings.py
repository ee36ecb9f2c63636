"""What people keep for themselves: settings, columns, creatures, and the address that is told of their runs."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from evoweb.runs.models.run import Run


class Belonging(models.Model):
    """Something that one user keeps under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="%(class)ss")
    name = models.CharField(max_length=100)
    created = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"


class OwnPreset(Belonging):
    """Settings that a run can start from, beside the presets of EvoWeb."""

    settings = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "name"], name="one_preset_of_a_name"),)


class ColumnSet(Belonging):
    """Columns of the table that compares runs, in their order."""

    columns = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "name"], name="one_column_set_of_a_name"),)


class Design(Belonging):
    """A creature that was drawn or imported, in the public format; names may repeat."""

    genome = models.JSONField()
    changed = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("-changed", "-id")


class Webhook(models.Model):
    """An address of a user's that is told when a run of theirs ends or fails."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhook")
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=64, editable=False, help_text="Signs what is sent")
    site = models.CharField(max_length=200, blank=True, help_text="Where the user reaches EvoWeb, for links")
    active = models.BooleanField(default=True)
    created = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"webhook of {self.user}"


class HookCall(models.Model):
    """Something that a webhook is told: written with the event itself, sent by the keeper until it is taken."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="+")
    event = models.CharField(max_length=20)
    body = models.JSONField()
    created = models.DateTimeField(db_default=Now())
    due = models.DateTimeField(null=True, db_default=Now(), help_text="When it is tried next; empty: never again")
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered = models.DateTimeField(null=True)
    answer = models.CharField(max_length=200, blank=True, help_text="Of the last attempt: a status, or what went wrong")

    class Meta:
        ordering = ("-created", "-id")
        indexes = (models.Index(fields=["due"], name="hook_calls_due", condition=models.Q(due__isnull=False)),)

    def __str__(self) -> str:
        return f"{self.event} for {self.webhook}"
