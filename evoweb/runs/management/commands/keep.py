"""`manage.py keep`: rings again for runs that wait while no worker comes, gives up those that kill their workers."""

import logging
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from evoweb.runs.leases import ring_again

ROUND_SECONDS = 2.0

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Keep runs going: ring for those whose worker died or whose bell was lost. Runs until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look after the runs for ever; a database that is away is waited for."""
        while True:
            try:
                if rung := ring_again():
                    logger.info("Rang again for %d waiting runs", rung)
            except (OperationalError, InterfaceError) as error:
                logger.warning("The database is away, next round in %.0f s: %s", ROUND_SECONDS, error)
            finally:
                connection.close()
            time.sleep(ROUND_SECONDS)
