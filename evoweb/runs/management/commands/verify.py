"""`manage.py verify [RUN]`: has anything stored been damaged?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evoweb.runs.management.run_argument import run_of
from evoweb.runs.reading.integrity import inventory, trouble_with


class Command(BaseCommand):
    help = (
        "Compare the checksum of every stored checkpoint, replay and founder, decode every checkpoint, and name what "
        "has been damaged or cannot be decoded."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", nargs="?", type=int, metavar="RUN", help="a run's number; without it, all runs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each thing that is not as it should be; exit code 1 if there is any."""
        checked = spoilt = 0
        for name, stored in inventory(None if options["run"] is None else run_of(options["run"])):
            checked += 1
            if trouble := trouble_with(stored):
                spoilt += 1
                self.stdout.write(f"{name}: {trouble}")
        if spoilt:
            raise CommandError(
                f"{spoilt} of {checked} stored things are damaged or cannot be decoded; restore them from a backup"
            )
        self.stdout.write(f"{checked} stored things are what they were when they were stored, and can be decoded")
