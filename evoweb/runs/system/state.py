"""How the installation does: the answers of the System page and of /metrics, in the shapes of schemas.system."""

import platform
from importlib.metadata import version
from typing import Any, cast

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Now
from django.utils import timezone
from django_q.models import OrmQ

import simulation
from evoweb.clients import unknown_proxies
from evoweb.runs.clock import in_future
from evoweb.runs.models import Checkpoint, Clip, ComputeProcess, Generation, Run, State
from evoweb.runs.queue.disk import free_bytes
from evoweb.runs.queue.leases import waiting_runs
from evoweb.runs.queue.pulse import keeper_states, slot_states
from evoweb.runs.queue.slots import DEAD_AFTER
from evoweb.runs.schemas.system import (
    EngineState,
    LeaseState,
    PoolFigures,
    ProcessState,
    QueueState,
    Storage,
    SystemState,
)


def system_state() -> SystemState:
    """Everything, as the database knows it at this moment."""
    leases = lease_states()
    return SystemState(
        now=timezone.now(),
        processes=process_states({lease.worker: lease.run for lease in leases}),
        leases=leases,
        queue=queue_state(),
        slots=slot_states(),
        keepers=keeper_states(),
        runs=runs_by_state(),
        storage=storage(),
        versions=versions(),
        unknown_proxies=unknown_proxies,
    )


def living_processes() -> QuerySet[ComputeProcess]:
    """The processes that have reported lately."""
    return ComputeProcess.objects.filter(seen__gte=in_future(-DEAD_AFTER)).order_by("kind", "host", "pid")


def process_states(runs: dict[str, int]) -> list[ProcessState]:
    """The living processes; `runs`: whose leases they hold, by their names."""
    return [
        ProcessState(
            kind=cast("Any", process.kind),
            host=process.host,
            pid=process.pid,
            started=process.started,
            seen=process.seen,
            engine=EngineState(**process.engine),
            pool=PoolFigures(**process.snapshot),
            run=runs.get(process.name),
        )
        for process in living_processes()
    ]


def lease_states() -> list[LeaseState]:
    """The runs that workers hold now."""
    held = Run.objects.filter(lease_until__gte=Now()).select_related("owner").order_by("pk")
    return [
        LeaseState(
            run=run.pk,
            name=run.name,
            owner=run.owner.get_username(),
            worker=run.worker,
            generation=run.next_generation,
            until=cast("Any", run.lease_until),
            attempts=run.attempts,
            creature_steps_per_s=run.speed,
        )
        for run in held
    ]


def queue_state() -> QueueState:
    """What waits; of a message that a worker took, the lock lies ahead."""
    now = timezone.now()
    return QueueState(
        runs_waiting=waiting_runs().count(),
        bells_waiting=OrmQ.objects.filter(Q(lock=None) | Q(lock__lte=now)).count(),
        bells_taken=OrmQ.objects.filter(lock__gt=now).count(),
        retries=Run.objects.aggregate(all=Sum("retries", default=0))["all"],
    )


def runs_by_state() -> dict[str, int]:
    """How many runs there are in each state, those without any included."""
    counts = Run.objects.values_list("state").annotate(runs=Count("pk")).order_by()
    return dict.fromkeys(State.values, 0) | dict(counts)


def storage() -> Storage:
    """Sizes that Postgres knows without reading a row, and what is still to be removed."""
    tables = [model._meta.db_table for model in (Clip, Checkpoint)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), pg_total_relation_size(%s), pg_total_relation_size(%s)",
            tables,
        )
        database, clips, checkpoints = cursor.fetchone()
    removing = Generation.objects.filter(run__deleting__isnull=False).count()
    return Storage(database=database, clips=clips, checkpoints=checkpoints, removing=removing, free=free_bytes())


def versions() -> dict[str, str]:
    """Of what decides over results and speed; nothing is imported to find out."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgres,) = cursor.fetchone()
    return {
        "Engine": simulation.__version__,
        "torch": version("torch"),
        "numba": version("numba"),
        "Python": platform.python_version(),
        "Postgres": postgres.split(" ")[0],
    }
