"""Viewers of a run at the real web process: whatever dies, each puts together every generation, once and in order."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

import psutil
import pytest
from django.conf import settings
from django.db import connection
from websockets.sync.client import ClientConnection, connect

from benchmarks.viewer_clients import clients
from evoweb.runs.consumers.window import STALL_SECONDS
from evoweb.runs.models import Generation, Run
from evoweb.runs.worker.recording import record_generation
from simulation.evolve import evolve
from tests.processes import free_port, kill_group, status_of, until
from tests.web.factories import UserFactory, claimed, tiny_run
from tests.web.sockets import cookie_of

pytestmark = pytest.mark.django_db(transaction=True)


class Web:
    """A web process on a port of its own, that can be killed and comes back."""

    daphne = ("-m", "daphne")

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.environment = environment
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        options = ["-b", "127.0.0.1", "-p", str(self.port), "-v", "0", "evoweb.asgi:application"]
        self.process = subprocess.Popen(
            [sys.executable, *self.daphne, *options], env=self.environment, start_new_session=True
        )
        until(self.answers, lambda: "the web process does not answer")

    def answers(self) -> bool:
        try:
            return status_of(f"{self.address}/healthz") == 200
        except OSError:
            return False

    def die_and_come_back(self) -> None:
        kill_group(self.process)
        self.start()

    def memory(self) -> int:
        """Bytes."""
        return psutil.Process(self.process.pid).memory_info().rss

    def lines(self) -> int:
        """Connections that are open."""
        opened = psutil.Process(self.process.pid).net_connections("tcp")
        return sum(line.status == psutil.CONN_ESTABLISHED for line in opened)


@pytest.fixture
def web(process_environment: dict[str, str]) -> Iterator[Web]:
    web = Web(process_environment)
    yield web
    kill_group(web.process)


def cut_connections() -> None:
    """End every connection to the database but this one, as a restart of Postgres does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def watched(web: Web, n_viewers: int, generations: int, between: Callable[[int], object]) -> dict[str, Any]:
    """What viewers saw of a run while it was computed and something happened after each of its generations."""
    run = tiny_run(generations=generations)
    Run.objects.filter(pk=run.pk).update(public=True)
    worker = claimed(run)
    cookies = [f"{settings.SESSION_COOKIE_NAME}={cookie_of(UserFactory())}" for _ in range(n_viewers)]
    with clients(web.address, run.pk, cookies) as viewers:
        for generation in evolve(run.run_config()):
            record_generation(worker, generation)
            between(generation.number)
        return viewers.outcome(generations)


def assert_complete(seen: dict[str, Any], n_viewers: int, generations: int) -> None:
    assert seen["last"] == [generations] * n_viewers
    assert (seen["lost"], seen["doubled"]) == (0, 0)


def test_viewers_miss_nothing_though_the_web_is_killed_and_the_database_cuts_its_connections(web: Web) -> None:
    deeds = {8: web.die_and_come_back, 16: cut_connections}
    seen = watched(web, 10, 24, lambda number: deeds.get(number, lambda: time.sleep(0.02))())
    assert_complete(seen, 10, 24)
    assert seen["reconnects"] >= 10  # the deeds were felt
    assert all(0 <= delay < 60 for delay in seen["delays"])


@pytest.mark.faults
def test_viewers_miss_nothing_though_the_web_is_killed_ten_times_and_connections_are_cut_all_the_time(web: Web) -> None:
    def deed(number: int) -> None:
        if number % 50 == 25:
            web.die_and_come_back()
        elif number % 10 == 5:
            cut_connections()
        time.sleep(0.02)

    seen = watched(web, 50, 500, deed)
    assert_complete(seen, 50, 500)
    assert seen["reconnects"] >= 500


@pytest.mark.faults
def test_twenty_viewers_have_each_generation_within_a_second(web: Web) -> None:
    seen = watched(web, 20, 200, lambda number: time.sleep(0.05))
    assert_complete(seen, 20, 200)
    delays = sorted(seen["delays"])
    assert delays[int(0.99 * len(delays))] <= 1.0


@pytest.mark.faults
def test_who_never_reads_costs_no_memory_and_is_sent_away(web: Web) -> None:
    run = tiny_run(generations=10_000)
    worker = claimed(run)
    for generation in evolve(run.run_config()):
        record_generation(worker, generation)
        if generation.number == 3:
            break
    stored = run.recorded.get(number=3)
    numbers = count(4)

    def add(n: int) -> None:
        """More generations, alike in all but their numbers; they weigh 3 KB each."""
        copies = [Generation(run=run, number=next(numbers), **kept_of(stored)) for _ in range(n)]
        Generation.objects.bulk_create(copies)
        Run.objects.filter(pk=run.pk).update(next_generation=copies[-1].number + 1)

    add(1000)
    path, cookie = f"/ws/runs/{run.pk}/", cookie_of(run.owner)
    with opened(web, path, cookie) as reading:
        while '"progress"' not in reading.recv():
            pass
    before, lines = web.memory(), web.lines()
    with ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(opened(web, path, cookie))
        highest, start = 0, time.monotonic()
        while web.lines() > lines and time.monotonic() < start + STALL_SECONDS + 10:
            add(100)
            time.sleep(0.5)
            highest = max(highest, web.memory())
        assert web.lines() <= lines, "those who do not read are still there"
        assert time.monotonic() - start > STALL_SECONDS - 5
        assert highest - before < 10e6  # two messages each of at most 260 KB, and what they share


def kept_of(generation: Generation) -> dict[str, Any]:
    return {name: getattr(generation, name) for name in ("champion", "held_out", "statistics")}


@contextmanager
def opened(web: Web, path: str, cookie: str) -> Iterator[ClientConnection]:
    """A line on which hello was said, and nothing is ever taken off it but what fits into a few buffers."""
    url = web.address.replace("http", "ws") + path
    headers = {"Cookie": f"evoweb_session={cookie}"}
    with connect(
        url, origin=web.address, additional_headers=headers, max_queue=1, compression=None, ping_interval=None,
        close_timeout=0.1,
    ) as socket:  # fmt: skip
        socket.send('{"type": "hello", "after": -1}')
        yield socket
