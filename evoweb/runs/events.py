"""Hints that a run has changed. They carry no data: who hears one reads the database."""

from evoweb.channel_layer import notify
from evoweb.runs.models import Run


def run_group(run_id: int) -> str:
    """The channel group of those who watch one run."""
    return f"run.{run_id}"


def owner_group(user_id: int) -> str:
    """The channel group of those who watch all runs of a user."""
    return f"runs.user.{user_id}"


def announce(run: Run) -> None:
    """Tell who watches that the run has changed; inside a transaction, told once it is committed."""
    for group in (run_group(run.pk), owner_group(run.owner_id)):
        notify(group, {"type": "run.changed", "run": run.pk})
