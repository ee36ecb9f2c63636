"""`manage.py digest RUN …`: one number for all that a run's evolution came to."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evoweb.runs.engine import engine
from evoweb.runs.management.run_argument import run_of
from evoweb.runs.reading.integrity import digest_of
from evoweb.runs.reading.stored import DamagedError
from simulation.errors import CheckpointError


class Command(BaseCommand):
    help = (
        "Print the SHA-256 over every generation of a run, in order: genomes, parents, scores and evolution's memory. "
        "Two runs with the same digest are the same to the bit, on whatever installation they were computed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("runs", nargs="+", type=int, metavar="RUN", help="a run's number, as in its address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print digest and number of each run, a line each."""
        engine.load()  # checkpoints that are not kept are computed again
        for number in options["runs"]:
            run = run_of(number)
            try:
                self.stdout.write(f"{digest_of(run)}  run {run.pk}, {run.next_generation} generations")
            except (DamagedError, CheckpointError) as error:
                raise CommandError(f"Run {run.pk} has no digest: {error}") from error
