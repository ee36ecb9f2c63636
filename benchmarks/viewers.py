"""How does EvoWeb bear many who watch one run, while it is computed on the same machine?

    python -m benchmarks.viewers [--json] [--viewers N] [--seconds S] [--population N]

Starts everything that `make run` starts, on a database of its own, and a public run of quick generations. Measures how
many generations are computed without viewers, then with them, then without again; viewers are websocket clients in a
process of their own on the same cores, each with a user and a session of its own, who do what the run page does. Prints

    delay        from the start of the transaction that recorded a generation, on the database's clock, to its arrival
    web growth   the web process's resident memory at its highest, above what it was before the viewers came
    lost, doubled  generations missing in what a viewer has put together, and those that came twice
"""

import argparse
import json
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import psutil

from benchmarks.viewer_clients import clients

SETTLING_S = 5.0  # between starting something and measuring


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--viewers", type=int, default=500, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each measurement (default: %(default)s)")
    parser.add_argument("--population", type=int, default=100, help="creatures (default: %(default)s)")
    options = parser.parse_args()
    with app() as (address, web):
        report = measured(address, web, options.viewers, options.seconds, options.population)
    print(json.dumps(report) if options.json else table(report))


@contextmanager
def app() -> Iterator[tuple[str, psutil.Process]]:
    """All that `make run` starts, in a folder that is thrown away: its address, and its web process."""
    var = Path(tempfile.mkdtemp(prefix="evoweb-benchmark-"))
    var.chmod(0o711)  # Postgres' user must be able to walk to it
    os.environ |= {"EVOWEB_VAR": str(var), "DJANGO_SETTINGS_MODULE": "evoweb.settings"}
    os.environ["EVOWEB_MAX_SOCKETS_OF_ADDRESS"] = os.environ["EVOWEB_MAX_SOCKETS"] = str(10**6)  # all viewers are here
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    os.environ["PORT"] = str(port)  # by which the web names its cookies
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    from evoweb.launcher import checks  # noqa: PLC0415 - reads the environment
    from evoweb.launcher.__main__ import Launcher  # noqa: PLC0415

    launcher = Launcher(checks.prepared_folder(var), port, 1, threading.Event())
    try:
        launcher.start()
        assert launcher.web.process is not None
        yield f"http://127.0.0.1:{port}", psutil.Process(launcher.web.process.pid)
    finally:
        launcher.stop()
        shutil.rmtree(var)


def measured(address: str, web: psutil.Process, n_viewers: int, seconds: float, population: int) -> dict[str, Any]:
    """The report of one run."""
    run, cookies = begin(n_viewers, population)
    alone = [paced(run, seconds / 2)]
    before = web.memory_info().rss
    peak = Peak(web)
    with clients(address, run, cookies) as viewers:
        busy, start = web.cpu_times(), time.monotonic()
        watched = paced(run, seconds)
        spent, lasted = web.cpu_times(), time.monotonic() - start
        seen = viewers.outcome(n_recorded(run) - 1)
    highest = peak.stop()
    time.sleep(SETTLING_S)
    alone.append(paced(run, seconds / 2))
    delays = sorted(seen.pop("delays"))
    at = {f"p{per_cent}_s": delays[int(per_cent / 100 * (len(delays) - 1))] for per_cent in (50, 95, 99, 100)}
    return {
        **{name: seen[name] for name in ("viewers", "generations", "messages", "lost", "doubled", "reconnects")},
        **at,
        "slowest_p99_s": seen["slowest_p99"],
        "megabytes_sent": seen["characters"] / 1e6,
        "web_mb_before": before / 1e6,
        "web_growth_mb": (highest - before) / 1e6,
        "web_cpu_share": (spent.user + spent.system - busy.user - busy.system) / lasted,
        "generations_per_s_alone": alone,
        "generations_per_s_watched": watched,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
    }


def begin(n_viewers: int, population: int) -> tuple[int, list[str]]:
    """A public run that is being computed, and the cookies of users who watch it."""
    from django.conf import settings  # noqa: PLC0415 - needs set-up
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from evoweb.runs.deeds.services import start_run  # noqa: PLC0415
    from evoweb.runs.models import Run  # noqa: PLC0415
    from simulation.config import RunConfig  # noqa: PLC0415

    config = RunConfig(population=population, generations=10_000, seconds=4.0, seed=1)
    run = start_run(User.objects.create(username="runner"), "watched", config)
    Run.objects.filter(pk=run.pk).update(public=True)
    cookies = []
    for number in range(n_viewers):
        client = Client()
        client.force_login(User.objects.create(username=f"viewer {number}"))
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")
    while n_recorded(run.pk) == 0:  # the engine is being loaded
        time.sleep(0.5)
    time.sleep(SETTLING_S)
    return run.pk, cookies


def paced(run: int, seconds: float) -> float:
    """Generations that are recorded per second, in the next so many seconds."""
    first, start = n_recorded(run), time.monotonic()
    time.sleep(seconds)
    return (n_recorded(run) - first) / (time.monotonic() - start)


def n_recorded(run: int) -> int:
    """Generations that the run has so far."""
    from evoweb.runs.models import Run  # noqa: PLC0415 - needs set-up

    return Run.objects.get(pk=run).next_generation


class Peak:
    """The most memory that a process is seen to have, from now until stopped."""

    def __init__(self, process: psutil.Process) -> None:
        self.process = process
        self.highest = process.memory_info().rss
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()

    def look(self) -> None:
        while not self.over.wait(0.2):
            self.highest = max(self.highest, self.process.memory_info().rss)

    def stop(self) -> int:
        """The highest figure, bytes."""
        self.over.set()
        self.thread.join()
        return self.highest


def table(report: dict[str, Any]) -> str:
    """The report, to be read."""
    words = """\
{cores} cores, load {load:.1f} (viewers and simulation included)
viewers        {viewers}, who received {generations} generations in {messages} messages, {megabytes_sent:.0f} MB
delay, s       p50 {p50_s:.2f}, p95 {p95_s:.2f}, p99 {p99_s:.2f}, longest {p100_s:.2f}; slowest viewer's p99 {slowest_p99_s:.2f}
lost           {lost}; doubled {doubled}; reconnects {reconnects}
web            {web_mb_before:.0f} MB before, growth {web_growth_mb:.0f} MB; {web_cpu_share:.0%} of a core
generations/s  {watched:.2f} watched; {before:.2f} before and {after:.2f} after, without viewers"""  # noqa: E501
    before, after = report["generations_per_s_alone"]
    return words.format(**report, watched=report["generations_per_s_watched"], before=before, after=after)


if __name__ == "__main__":
    main()
