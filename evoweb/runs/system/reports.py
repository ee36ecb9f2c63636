"""What computing processes tell of themselves: a row each in the database, written from a thread of its own."""

import logging
import os
import threading
import time
from datetime import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.db.models.functions import Now
from django.utils import timezone

from evoweb.runs.clock import in_future
from evoweb.runs.engine import engine
from evoweb.runs.models import ComputeProcess
from evoweb.runs.queue.slots import DEAD_AFTER, HOST, own_queue
from simulation.pool import machine_pool

WORKING_SECONDS = 2.0  # between two reports while something is new
IDLE_SECONDS = 10.0  # between two reports that say the same

logger = logging.getLogger(__name__)


def begin_reporting(kind: ComputeProcess.Kind) -> None:
    """Report from now on until the process ends, whatever becomes of its requests and tasks."""
    threading.Thread(target=report_for_ever, args=[kind, timezone.now()], name="reports", daemon=True).start()


def report_for_ever(kind: ComputeProcess.Kind, started: datetime) -> None:
    """Report what is new every two seconds, and now and then that nothing is; a database that is away is waited for."""
    told, told_at = None, -IDLE_SECONDS
    while True:
        news = state_of_this_process()
        if news != told or time.monotonic() - told_at >= IDLE_SECONDS:
            try:
                report(kind, started, news)
                told, told_at = news, time.monotonic()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("This process could not report: %s", error)
            finally:
                connection.close()
        time.sleep(WORKING_SECONDS)


def state_of_this_process() -> dict[str, Any]:
    """What changes of its row; nothing here loads the engine."""
    pool = machine_pool()
    return {"engine": engine.report(), "threads": pool.threads, "snapshot": pool.metrics.snapshot()}


def report(kind: ComputeProcess.Kind, started: datetime, state: dict[str, Any]) -> None:
    """Write this process's row, and remove those of the dead."""
    queue = own_queue() if kind == ComputeProcess.Kind.WORKER else ""
    ComputeProcess.objects.bulk_create(
        [ComputeProcess(host=HOST, pid=os.getpid(), kind=kind, started=started, seen=Now(), queue=queue, **state)],
        update_conflicts=True,
        unique_fields=["host", "pid"],
        update_fields=["kind", "started", "seen", "queue", *state],
    )
    ComputeProcess.objects.filter(seen__lt=in_future(-DEAD_AFTER)).delete()
