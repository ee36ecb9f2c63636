"""Write everything that is stored into one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evoweb.backup import BackupError, make_backup
from evoweb.launcher.at_rest import database
from evoweb.launcher.errors import LaunchError


class Command(BaseCommand):
    """`python manage.py backup FILE`, while EvoWeb runs or rests."""

    help = "Write all that is stored into one new file, one moment of it, whatever goes on meanwhile."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="that is made; there must be none of that name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say how large it is."""
        file: Path = options["file"]
        try:
            with database(in_use=True):
                make_backup(file)
        except (BackupError, LaunchError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{file}: {file.stat().st_size / 1e6:.1f} MB. Keep it as you keep passwords.")
