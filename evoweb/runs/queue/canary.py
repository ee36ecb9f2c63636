"""Frozen slots: found by a bell that hangs while nobody computes there, and ended, so that a fresh one is started.

kill -9 of an idle django-q2 worker takes the lock of its cluster's pipe along; the cluster lives on, starts another
worker, and answers no bell ever again. That other worker sees that it follows one who died idle, and ends the cluster
at once. What else may freeze, a worker that is stopped or a part of the cluster that hangs, is found by its bells.
"""

import logging
import os
import time
from contextlib import suppress

import psutil
from django.db.models.functions import Now
from django_q.models import OrmQ

from evoweb.launcher.processes import kill_group
from evoweb.runs.models import ComputeProcess, Run
from evoweb.runs.queue.slots import HOST, close_slot, forget_dead_queues, living_workers, own_queue, ring_quiet_slots

EVERY_SECONDS = 15.0
OVERDUE_SECONDS = 10.0  # an idle worker takes a bell within a second; on a busy machine within some

logger = logging.getLogger(__name__)


class Canaries:
    """What this keeper has seen hang, and since when; by its own clock, so that no other need agree with it."""

    def __init__(self) -> None:
        self.rung_at = -EVERY_SECONDS
        self.hanging: dict[int, float] = {}  # key of the bell → s

    def go_round(self) -> None:
        """Ring at quiet slots every now and then; end those of this machine where a bell has hung for too long."""
        forget_dead_queues()
        if time.monotonic() - self.rung_at >= EVERY_SECONDS:
            self.rung_at = time.monotonic()
            ring_quiet_slots()
        for queue in self.frozen():
            end_slot(queue)

    def frozen(self) -> set[str]:
        """The queues of this machine where a bell has hung for too long while nobody there had something to do."""
        now, busy = time.monotonic(), busy_queues()
        bells = OrmQ.objects.filter(key__startswith=f"{HOST}:").exclude(key__in=busy).values_list("pk", "key")
        queues = dict(bells)
        self.hanging = {bell: self.hanging.get(bell, now) for bell in queues}
        return {queues[bell] for bell, since in self.hanging.items() if now - since >= OVERDUE_SECONDS}


def busy_queues() -> set[str]:
    """The queues of slots with an excuse: a worker that holds a run, or is loading the engine."""
    holders = set(Run.objects.filter(lease_until__gte=Now()).values_list("worker", flat=True))
    return {
        worker.queue
        for worker in living_workers()
        if worker.name in holders or worker.engine["state"] in ("idle", "loading")
    }


def end_own_slot_if_frozen() -> None:
    """In a new worker: end its cluster, itself included, where the one before it died while it held no run.

    Whoever dies over a run leaves a lease that was never given back, run out or not.
    """
    before = ComputeProcess.objects.filter(queue=own_queue()).exclude(pid=os.getpid())
    names = [worker.name for worker in before]
    if names and not Run.objects.filter(worker__in=names, lease_until__isnull=False).exists():
        end_slot(own_queue())


def end_slot(queue: str) -> None:
    """Kill a frozen cluster, all of its processes at once: none of them computes, and none would listen."""
    close_slot(queue)
    master = int(queue.rpartition(":")[2])
    if is_cluster(master):
        logger.error("The slot of queue %s is frozen; ending it, so that a fresh one is started", queue)
        kill_group(master)


def is_cluster(pid: int) -> bool:
    """Whether this number is still that of a cluster's master, who leads its group."""
    with suppress(psutil.Error, ProcessLookupError):
        return "qcluster" in psutil.Process(pid).cmdline() and os.getpgid(pid) == pid
    return False
