"""The processes that the launcher keeps alive: each in its own session, so that a whole group can be ended at once."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import psutil

from evoweb.launcher.places import CHECKOUT

GRACE_S = 15.0
STEADY_AFTER_S = 60.0
LONGEST_PAUSE_S = 30.0


class Service:
    """A command that should always run; its output goes to `var/log/<name>.log`, its identity to `var/pids/`."""

    def __init__(self, name: str, command: Sequence[str], var: Path) -> None:
        self.name = name
        self.command = command
        self.log = var / "log" / f"{name}.log"
        self.pid_file = pid_folder(var) / f"{name}.json"
        self.process: subprocess.Popen[bytes] | None = None
        self.pause_s = 1.0
        self.started = 0.0

    def start(self) -> None:
        self.started = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        try:
            remember(self.pid_file, self.process.pid)
        except OSError:  # the disk is full; nobody would find this process after a kill -9 of ours
            kill_group(self.process.pid)
            raise

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_due(self) -> bool:
        """Whether a dead service may be started again: one that keeps dying waits longer each time."""
        return time.monotonic() - self.started > self.pause_s

    def restart(self) -> None:
        """Start again after a death; what its group left is ended first."""
        was_steady = time.monotonic() - self.started > STEADY_AFTER_S
        self.pause_s = 1.0 if was_steady else min(2 * self.pause_s, LONGEST_PAUSE_S)
        if self.process is not None:
            end_groups([self.process.pid])
        self.start()

    def reap(self) -> None:
        """Take note of the death of an ended process, so that no zombie stays."""
        if self.process is not None:
            self.process.wait()
        self.pid_file.unlink(missing_ok=True)


def pid_folder(var: Path) -> Path:
    """Where every service's process group is written down, for the keeper and for the next start."""
    return var / "pids"


def remember(file: Path, pid: int) -> None:
    """Write down a process so that it can be told from a later one with the same number."""
    file.write_text(json.dumps({"pid": pid, "created": psutil.Process(pid).create_time()}))


def recall(file: Path) -> int | None:
    """The number of a remembered process group, unless that number has gone to somebody else since."""
    try:
        known = json.loads(file.read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    group: int = known["pid"]
    try:
        is_another = abs(psutil.Process(group).create_time() - known["created"]) > 2.0
    except psutil.NoSuchProcess:
        is_another = False  # the leader is dead; what lives under its number are its children
    return None if is_another else group


def members(group: int) -> list[psutil.Process]:
    """The living processes of a group."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def end_what_is_left(var: Path) -> None:
    """End the services that a killed launcher left behind."""
    files = sorted(pid_folder(var).glob("*.json"))
    left = [group for file in files if (group := recall(file)) is not None and members(group)]
    if left:
        print(f"Stopping the processes that an earlier start left: {', '.join(map(str, left))}", flush=True)
        end_groups(left)
    for file in files:
        file.unlink()


def stop(services: Iterable[Service]) -> None:
    """End all services together, each with its whole group."""
    running = [service for service in services if service.process is not None]
    end_groups([service.process.pid for service in running if service.process is not None])
    for service in running:
        service.reap()


def end_groups(groups: Sequence[int]) -> None:
    """SIGTERM to the leaders, 15 s to finish their work, then SIGKILL to whatever is left of their groups."""
    leaders = [process for group in groups for process in members(group) if process.pid == group]
    for leader in leaders:
        with contextlib.suppress(psutil.NoSuchProcess):
            leader.terminate()
    psutil.wait_procs(leaders, timeout=GRACE_S)
    left = [process for group in groups for process in members(group)]
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(left, timeout=GRACE_S)


def kill_group(group: int) -> None:
    """SIGKILL to a whole group, with no time to finish anything."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
