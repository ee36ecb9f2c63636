"""Processes of ours, started for tests: workers, the keeper, the whole launcher; killed, stopped, and waited for."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psutil
from django.conf import settings
from django.utils import timezone

from evoweb.runs.models import Run, State

MANAGE = str(settings.BASE_DIR / "manage.py")
PATIENCE_S = 60.0
Start = Callable[..., subprocess.Popen[bytes]]


# --- Starting and ending


@contextmanager
def started_in(environment: dict[str, str]) -> Iterator[Start]:
    """Starts management commands, or modules (`-m name`), in sessions of their own; all are gone afterwards."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*command: str, **more: str) -> subprocess.Popen[bytes]:
        program = command if command[0] == "-m" else (MANAGE, *command)
        process = subprocess.Popen(
            [sys.executable, *program], cwd=settings.BASE_DIR, env=environment | more, start_new_session=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill -9 of a process and of everything that it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def worker_of(cluster: int) -> psutil.Process:
    """The process of a queue's cluster that has torch in memory: the one that computes."""
    return max(psutil.Process(cluster).children(recursive=True), key=lambda child: child.memory_info().rss)


class Terminal:
    """A launcher that was started in its own session, and what it has printed so far."""

    def __init__(self, var: Path, **environment: str) -> None:
        self.var = var
        self.output = Path(tempfile.mkstemp(prefix="evoweb-terminal-")[1])
        self.port = environment.get("PORT") or str(free_port())
        surroundings = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "evoweb.launcher"],
                env=surroundings | {"EVOWEB_VAR": str(var), "PORT": self.port} | environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def link(self) -> str:
        """The sign-in link, once it is printed."""
        until(lambda: "sign-in" in self.said or self.process.poll() is not None, lambda: self.said)
        found = re.search(r"http://\S+/sign-in/\S+/", self.said)
        assert found, self.said
        return found.group()

    def refusal(self) -> str:
        """What it says when it does not start: an exit code, words, no traceback."""
        assert self.process.wait(PATIENCE_S) == 1
        assert "Traceback" not in self.said
        assert "EvoWeb cannot start. " in self.said
        return self.said

    def stop(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        assert self.process.wait(PATIENCE_S) == 0, self.said

    def put_away(self) -> None:
        """End it, if it still runs, and forget what it said."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE_S)
        self.output.unlink()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def processes_of(var: Path) -> list[str]:
    """Every living process that was started for this folder."""
    found = []
    for process in psutil.process_iter():
        try:
            belongs = process.environ().get("EVOWEB_VAR") == str(var) or process.cwd() == str(var / "postgres")
            if belongs and process.status() != psutil.STATUS_ZOMBIE:
                found.append(f"{process.pid} {process.cmdline()}")
        except psutil.Error:
            continue
    return found


# --- Waiting


def until(holds: Callable[[], bool], explain: Callable[[], str], patience_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, explain()
        time.sleep(0.05)


def wait_for(run: Run, condition: Callable[[Run], bool], patience_s: float = PATIENCE_S) -> None:
    """Wait until the run's row meets the condition."""
    deadline = time.monotonic() + patience_s
    while not condition(run):
        assert time.monotonic() < deadline, f"{run} is {run.state} at generation {run.next_generation}: {run.error}"
        time.sleep(0.02)
        run.refresh_from_db()


def is_done(run: Run) -> bool:
    assert run.state != State.FAILED, run.error
    return run.state == State.DONE


def numbers(run: Run) -> list[int]:
    return list(run.recorded.order_by("number").values_list("number", flat=True))


def let_lease_run_out(run: Run) -> None:
    """The dead worker's lease runs out now, so that nobody waits for it to."""
    Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
