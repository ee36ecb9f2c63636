"""A run that a command's argument names."""

from django.core.management.base import CommandError

from evoweb.runs.models import Run


def run_of(number: int) -> Run:
    """The run of this number; a CommandError if there is none."""
    try:
        return Run.objects.get(pk=number)
    except Run.DoesNotExist as missing:
        raise CommandError(f"There is no run {number}") from missing
