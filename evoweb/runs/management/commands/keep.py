"""`manage.py keep`: rings again for runs that wait while no worker comes, gives up those that kill their workers.

And it ends a queue gone deaf: kill -9 of an idle django-q2 worker takes the lock of its cluster's pipe along, after
which the cluster lives on and answers no bell. The launcher starts a fresh one.
"""

import logging
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection

from evoweb.launcher.processes import end_groups, pid_folder, recall
from evoweb.runs.leases import forget_bells, nobody_answers, ring_again
from evoweb.runs.quotas import wake_rested

ROUND_SECONDS = 2.0
DEAF_AFTER_SECONDS = 60.0

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Keep runs going: ring for those whose worker died or whose bell was lost. Runs until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Look after the runs for ever; a database that is away is waited for."""
        keeper = Keeper()
        while True:
            try:
                keeper.go_round()
            except (OperationalError, InterfaceError) as error:
                logger.warning("The database is away, next round in %.0f s: %s", ROUND_SECONDS, error)
            finally:
                connection.close()
            time.sleep(ROUND_SECONDS)


class Keeper:
    """Remembers since when no bell has been answered."""

    silent_since: float | None = None

    def go_round(self) -> None:
        """Look at all runs once, and at the queue."""
        if rung := ring_again():
            logger.info("Rang again for %d waiting runs", rung)
        if woken := wake_rested():
            logger.info("A new day for %d runs that had used up theirs", woken)
        if not nobody_answers():
            self.silent_since = None
        elif self.silent_since is None:
            self.silent_since = time.monotonic()
        elif time.monotonic() - self.silent_since > DEAF_AFTER_SECONDS:
            self.silent_since = None
            end_queue()
            forget_bells()


def end_queue() -> None:
    """End the queue that the launcher started, workers and all."""
    group = recall(pid_folder(settings.VAR) / "queue.json")
    if group is None:
        logger.error("Nobody computes the runs that wait: is a worker (manage.py qcluster) running?")
    else:
        logger.error("The queue answers no bells; ending it, so that a fresh one is started")
        end_groups([group])
