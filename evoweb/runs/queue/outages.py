"""What living workers do when the database fails it: they wait until they can give the run back. A death it was not."""

import logging
import time

import psycopg
from django.db import InterfaceError, OperationalError, connections

from evoweb.runs.models import Run
from evoweb.runs.queue.disk import DISK_FULL
from evoweb.runs.queue.faults import causes, is_full
from evoweb.runs.queue.leases import hand_over
from evoweb.runs.queue.resting import rest

# What a database's own trouble is raised as; COPY's errors come to us as psycopg raises them.
DATABASE_FAULTS = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
PATIENCE_SECONDS = 60.0  # then the lease has long run out, and the keeper rings for the run
PAUSE_SECONDS = 1.0
LOST = "08"  # the class of errors of the connection; where it is torn off, there is no code at all

logger = logging.getLogger(__name__)


def is_outage(error: BaseException) -> bool:
    """Whether the database went away, or had no room; not whether it found fault with what it was told."""
    return is_full(error) or any(
        isinstance(cause, psycopg.InterfaceError)
        or (isinstance(cause, psycopg.OperationalError) and (cause.sqlstate or LOST).startswith(("08", "57P")))
        for cause in causes(error)
    )


def give_back(run: Run, outage: BaseException) -> None:
    """Give up the lease as soon as the database can be written to: the run rests, or the next worker goes on with it.

    Raises:
        OperationalError: it could not for a minute.
    """
    full, deadline = is_full(outage), time.monotonic() + PATIENCE_SECONDS
    while True:
        logger.warning("The database fails: %s", outage)
        connections.close_all()
        try:
            return rest(run, DISK_FULL) if full else hand_over(run)
        except DATABASE_FAULTS as still:
            if time.monotonic() > deadline:
                raise
            outage, full = still, full or is_full(still)
        time.sleep(PAUSE_SECONDS)
