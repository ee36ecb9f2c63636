"""Bring back everything from a file that `backup` made."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from evoweb.backup import BackupError, restore_backup
from evoweb.launcher.at_rest import database
from evoweb.launcher.errors import LaunchError
from evoweb.runs.clock import in_future
from evoweb.runs.models import ComputeProcess, Keeper

SILENT_FOR = timedelta(seconds=25)  # whoever works reports every 10 s


class Command(BaseCommand):
    """`python manage.py restore FILE`, while EvoWeb rests."""

    help = "Fill the database from a backup. Stop EvoWeb before; its runs go on to the same bits when it is started."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="remove all that the database holds now")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore it, unless somebody works on the database."""
        try:
            with database(in_use=False) as is_ours:
                if not is_ours:
                    check_nobody_works()
                restore_backup(options["file"], options["replace"])
        except (BackupError, LaunchError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Restored {options['file']}. Sign in anew; runs that were going go on at the next start.")


def check_nobody_works() -> None:
    """Raise CommandError where a process of the installation, on whatever machine, has reported lately."""
    if ComputeProcess._meta.db_table not in connection.introspection.table_names():
        return
    lately = [row.objects.filter(seen__gte=in_future(-SILENT_FOR)) for row in (ComputeProcess, Keeper)]
    if at_work := [str(process) for processes in lately for process in processes]:
        raise CommandError(
            f"EvoWeb is at work: {', '.join(at_work)}. Stop it, and try again after {SILENT_FOR.seconds} seconds"
        )
