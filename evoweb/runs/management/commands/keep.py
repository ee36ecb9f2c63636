"""`manage.py keep`: the keeper of a machine, who goes round for ever (evoweb/runs/keeper.py).

One is enough for all runs, but frozen workers can only be ended by one on their own machine.
"""

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from evoweb.runs.worker.keeper import Rounds

ROUND_SECONDS = 2.0

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Keep runs going: ring for those that wait, replace workers that hear nothing. Runs until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look after the runs for ever; a database that is away is waited for."""
        rounds = Rounds()
        while True:
            try:
                rounds.go()
            except (OperationalError, InterfaceError) as error:
                logger.warning("The database is away, next round in %.0f s: %s", ROUND_SECONDS, error)
                rounds = Rounds()  # nobody could answer meanwhile
            finally:
                connection.close()
            time.sleep(ROUND_SECONDS)
