"""Room on the database's disk: when it gets scarce, all runs rest before anything breaks, and go on when there is room.

The room that is kept is for what people do meanwhile, and for Postgres itself, which stops altogether where it cannot
write its log. Where a disk fills up faster than the keeper looks, or is another machine's, Postgres' refusal to write a
generation has the same effect (evoweb/runs/outages.py).
"""

import logging
import os
import time

import psycopg
from django.db import DatabaseError, connection

from evoweb.launcher.checks import ROOM_BYTES
from evoweb.runs.models import Run, State
from evoweb.runs.queue.resting import rest_all, wake

DISK_FULL = "The disk is full. The run goes on by itself when there is room again"
SCARCE_BYTES = 200_000_000  # below, all runs rest; above ROOM_BYTES they go on
TRY_AGAIN_SECONDS = 300.0  # where nobody knows how much is free

logger = logging.getLogger(__name__)


def free_bytes() -> int | None:
    """What is free on the database's disk; None where it is another machine's, or is not shown to us."""
    if not connection.settings_dict["HOST"].startswith("/"):  # a socket's folder is on this machine
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            ((folder,),) = cursor.fetchall()
        found = os.statvfs(folder)
    except (DatabaseError, OSError) as error:
        if isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege) or isinstance(error, OSError):
            return None
        raise
    return found.f_bavail * found.f_frsize


class Watch:
    """What a keeper knows of the disk."""

    def __init__(self) -> None:
        self.tried_at = time.monotonic()

    def look(self) -> None:
        """Let all runs rest while room is scarce, and go on once there is plenty."""
        free = free_bytes()
        if free is not None and free < SCARCE_BYTES:
            if rested := rest_all(DISK_FULL):
                logger.error("Only %d MB are free on the database's disk; %d runs rest", free // 10**6, rested)
        elif self.may_go_on(free):
            resting = Run.objects.filter(state=State.PAUSED, reason=DISK_FULL)
            if woken := sum(wake(run, DISK_FULL) for run in resting):
                logger.info("There is room on the disk again; %d runs go on", woken)

    def may_go_on(self, free: int | None) -> bool:
        """Whether there is plenty of room, or it is time to try."""
        if free is not None:
            return free >= ROOM_BYTES
        if time.monotonic() - self.tried_at < TRY_AGAIN_SECONDS:
            return False
        self.tried_at = time.monotonic()
        return True
