"""Worker slots: each is a django-q2 cluster of one worker, with a queue of its own that bears its master's name.

A bell is a task that only says "somebody may be waiting", and a worker with nothing to do is through with it at once.
So bells are rung at every slot, and every bell is a canary, too: a slot where one hangs while its worker computes
nothing is frozen (evoweb/runs/canary.py). At most one bell hangs at a slot that nobody took.
"""

import os
import socket
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django_q.models import OrmQ
from django_q.tasks import async_task

from evoweb.runs.clock import in_future
from evoweb.runs.models import ComputeProcess

HOST = socket.gethostname()[:80]
DEAD_AFTER = timedelta(seconds=60)  # a process that is silent for so long is taken for dead
BELL = "evoweb.runs.worker.tasks.advance_next_run"


def process_name() -> str:
    """This process, as leases name it (see ComputeProcess.name)."""
    return f"{HOST}:{os.getpid()}"


def own_queue() -> str:
    """The queue of the cluster that this process belongs to."""
    return str(settings.Q_CLUSTER["cluster_name"])


def living_workers() -> QuerySet[ComputeProcess]:
    """Workers that have reported lately; for a while after a death, a slot has two."""
    return ComputeProcess.objects.filter(kind=ComputeProcess.Kind.WORKER, seen__gte=in_future(-DEAD_AFTER))


def living_queues() -> set[str]:
    """The queues of the slots that live."""
    return set(living_workers().values_list("queue", flat=True))


def ring_slots() -> None:
    """Ring at every slot, unless a bell hangs there that nobody took."""
    ring_at(living_queues() - set(OrmQ.objects.filter(lock__lte=timezone.now()).values_list("key", flat=True)))


def ring_quiet_slots() -> None:
    """Ring where no bell hangs, nor is worked on: an answer shows that the slot hears."""
    ring_at(living_queues() - set(OrmQ.objects.values_list("key", flat=True)))


def ring_at(queues: set[str]) -> None:
    """Put a bell into each of these queues."""
    for queue in sorted(queues):
        async_task(BELL, cluster=queue, save=False)


def open_own_slot() -> None:
    """A worker begins: the bells that its predecessor took with it are forgotten, and one is rung for itself."""
    OrmQ.objects.filter(key=own_queue(), lock__gt=timezone.now()).delete()
    ring_at({own_queue()})


def close_slot(queue: str) -> None:
    """A slot has ended: nobody rings there any more."""
    ComputeProcess.objects.filter(queue=queue).delete()
    OrmQ.objects.filter(key=queue).delete()


def forget_dead_queues() -> None:
    """Remove bells that hang where no slot lives."""
    OrmQ.objects.exclude(key__in=living_queues()).delete()
