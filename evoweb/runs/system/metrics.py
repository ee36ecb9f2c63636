"""/metrics: what the System page shows, as Prometheus scrapes it."""

from collections.abc import Iterable, Iterator

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from evoweb.runs.people.tokens import live_token
from evoweb.runs.schemas.system import ProcessState, SystemState
from evoweb.runs.system.state import system_state

OF_A_PROCESS = ["kind", "process"]
POOL_GAUGES = {
    "threads": "Threads of the pool",
    "active": "Shards that are played at this moment",
    "queue_depth": "Shards that wait for a thread",
    "busy_share": "Share of the threads' time spent on shards, in the last minute",
    "busy_threads": "Threads busy at a time, mean while any was",
    "creatures_per_s": "Creatures played per second, in the last minute",
}
POOL_COUNTERS = {
    "shards": "Shards played",
    "creatures": "Creatures played",
    "refusals": "Requests turned away because too many waited",
}
PERCENTILES = {"0.5": "latency_p50_s", "0.95": "latency_p95_s", "0.99": "latency_p99_s"}


@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format; for staff, by session or by `Authorization: Bearer TOKEN`."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    user: User | AnonymousUser = request.user
    if scheme.lower() == "bearer":
        key = live_token(token)
        user = key.user if key else AnonymousUser()
    if not user.is_authenticated:
        return HttpResponse("Send a token of a staff user\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    if not user.is_staff:
        return HttpResponse("Only staff may see this\n", status=403)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(SystemCollector(system_state()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class SystemCollector(Collector):
    """One state of the system as metrics."""

    def __init__(self, state: SystemState) -> None:
        self.state = state

    def collect(self) -> Iterator[Metric]:
        """Every metric, each with the values of all processes."""
        state = self.state
        yield InfoMetricFamily(
            "evoweb_versions", "Versions", {key.lower(): said for key, said in state.versions.items()}
        )
        yield from process_metrics(state.processes)
        yield from pool_metrics(state.processes)
        speeds = GaugeMetricFamily(
            "evoweb_run_creature_steps_per_s", "Of a computed run's latest generation", labels=["run"]
        )
        for lease in state.leases:
            if lease.creature_steps_per_s is not None:
                speeds.add_metric([str(lease.run)], lease.creature_steps_per_s)
        yield speeds
        yield GaugeMetricFamily("evoweb_leases", "Runs that a worker computes", value=len(state.leases))
        yield GaugeMetricFamily("evoweb_runs_waiting", "Runs that wait for a worker", value=state.queue.runs_waiting)
        bells = GaugeMetricFamily("evoweb_queue_messages", "Messages in the queue", labels=["state"])
        bells.add_metric(["waiting"], state.queue.bells_waiting)
        bells.add_metric(["taken"], state.queue.bells_taken)
        yield bells
        yield CounterMetricFamily(
            "evoweb_retries", "Generations begun again after a worker was lost", value=state.queue.retries
        )
        yield from pulse_metrics(state)
        runs = GaugeMetricFamily("evoweb_runs", "Runs, by state", labels=["state"])
        for name, count in state.runs.items():
            runs.add_metric([name.lower()], count)
        yield runs
        sizes = GaugeMetricFamily("evoweb_storage_bytes", "Bytes on disk", labels=["of"])
        for name, size in state.storage.model_dump(exclude={"free", "removing"}).items():
            sizes.add_metric([name], size)
        yield sizes
        if state.storage.free is not None:
            yield GaugeMetricFamily("evoweb_disk_free_bytes", "On the database's disk", value=state.storage.free)


def labels_of(process: ProcessState) -> list[str]:
    """The values of OF_A_PROCESS."""
    return [process.kind, f"{process.host}:{process.pid}"]


def pulse_metrics(state: SystemState) -> Iterator[Metric]:
    """Who answers."""
    unanswered = GaugeMetricFamily(
        "evoweb_slot_unanswered_seconds",
        "Age of a slot's oldest bell that its worker has not answered",
        labels=["slot"],
    )
    slots = GaugeMetricFamily("evoweb_slot_answers", "Whether the slot answers, or computes meanwhile", labels=["slot"])
    for slot in state.slots:
        unanswered.add_metric([slot.queue], slot.unanswered_s)
        slots.add_metric([slot.queue], slot.answers)
    yield unanswered
    yield slots
    silent = GaugeMetricFamily("evoweb_keeper_silent_seconds", "Since a keeper's last report", labels=["host"])
    for keeper in state.keepers:
        silent.add_metric([keeper.host], keeper.silent_s)
    yield silent


def process_metrics(processes: Iterable[ProcessState]) -> Iterator[Metric]:
    """Which processes there are, and whether they can simulate."""
    loaded = GaugeMetricFamily("evoweb_engine_loaded", "Whether the process can simulate", labels=OF_A_PROCESS)
    started = GaugeMetricFamily("evoweb_process_start_seconds", "When the process started", labels=OF_A_PROCESS)
    for process in processes:
        loaded.add_metric(labels_of(process), process.engine.state == "loaded")
        started.add_metric(labels_of(process), process.started.timestamp())
    yield loaded
    yield started


def pool_metrics(processes: list[ProcessState]) -> Iterator[Metric]:
    """What the pools do and have done; what nobody knows yet is left out."""
    for name, text in POOL_GAUGES.items():
        gauge = GaugeMetricFamily(f"evoweb_pool_{name}", text, labels=OF_A_PROCESS)
        for process in processes:
            if (value := getattr(process.pool, name)) is not None:
                gauge.add_metric(labels_of(process), value)
        yield gauge
    for name, text in POOL_COUNTERS.items():
        counter = CounterMetricFamily(f"evoweb_pool_{name}", text, labels=OF_A_PROCESS)
        for process in processes:
            counter.add_metric(labels_of(process), getattr(process.pool, name))
        yield counter
    errors = CounterMetricFamily("evoweb_pool_errors", "Shards that failed", labels=[*OF_A_PROCESS, "type"])
    latency = GaugeMetricFamily("evoweb_pool_latency_seconds", "Time of a shard", labels=[*OF_A_PROCESS, "quantile"])
    for process in processes:
        for kind, count in process.pool.errors.items():
            errors.add_metric([*labels_of(process), kind], count)
        for quantile, name in PERCENTILES.items():
            if (value := getattr(process.pool, name)) is not None:
                latency.add_metric([*labels_of(process), quantile], value)
    yield errors
    yield latency
