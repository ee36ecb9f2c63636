"""The processes that compute, and those that look after them."""

from django.db import models
from django.db.models.functions import Now


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
    queue = models.CharField(max_length=100, blank=True, help_text="A worker's own queue, at which bells for it ring")
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


class Keeper(models.Model):
    """The keeper of a machine, as it last reported."""

    host = models.CharField(max_length=80, unique=True)
    pid = models.PositiveIntegerField()
    seen = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"keeper of {self.host}"
