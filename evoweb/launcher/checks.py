"""What is looked at before anything is started, and said in words when it will not do."""

import fcntl
import os
import shutil
import socket
from pathlib import Path
from typing import TextIO

from evoweb.launcher.errors import LaunchError, in_words
from simulation.budget import cores, n_threads
from simulation.errors import ConfigError

HOST = "127.0.0.1"  # whoever wants the network puts a proxy in front
MOST_WORKERS = 64
ROOM_BYTES = 500_000_000  # an empty database takes 50 MB; the rest is for runs


def chosen_port() -> int:
    """The port of the pages, from PORT.

    Raises:
        LaunchError: PORT is no port number.
    """
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 65535):
        raise LaunchError(f"PORT is {text!r}; it is a number from 1 to 65535")
    return int(text)


def check_threads() -> None:
    """Raise LaunchError when EVOWEB_THREADS is no number of threads: no process could simulate."""
    try:
        n_threads()
    except ConfigError as error:
        raise LaunchError(str(error)) from None


def chosen_workers() -> int:
    """How many worker slots there are, from EVOWEB_WORKERS; otherwise one for every four cores, at least one.

    The threads that simulate are shared by all processes (simulation/budget.py); what a further worker gains is that it
    breeds and writes while another simulates.

    Raises:
        LaunchError: EVOWEB_WORKERS is no such number.
    """
    text = os.environ.get("EVOWEB_WORKERS", "").strip()
    if not text:
        return max(1, len(cores()) // 4)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_WORKERS):
        raise LaunchError(f"EVOWEB_WORKERS is {text!r}; it is a number from 1 to {MOST_WORKERS}")
    return int(text)


def check_port_is_free(port: int) -> None:
    """Raise LaunchError when this user cannot listen on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise LaunchError(f"Port {port} needs more rights; choose another one: PORT=8000 make run") from None
        except OSError:
            other = port + 1 if port < 65535 else 8000
            raise LaunchError(f"Port {port} is taken; choose another one: PORT={other} make run") from None


def prepared_folder(var: Path) -> Path:
    """`var` with its sub-folders, writable and with room on its disk.

    Raises:
        LaunchError: it is not.
    """
    try:
        for folder in (var, var / "log", var / "pids"):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LaunchError(f"The folder {var} cannot be made: {in_words(error)}") from error
    if not os.access(var, os.R_OK | os.W_OK | os.X_OK):
        raise LaunchError(f"The folder {var} cannot be written to by this user")
    free = shutil.disk_usage(var).free
    if free < ROOM_BYTES:
        raise LaunchError(
            f"The disk is nearly full: {free // 10**6} MB are free at {var}, {ROOM_BYTES // 10**6} needed"
        )
    return var


def only_launcher(var: Path) -> TextIO:
    """An open file that locks `var` for this launcher until it ends, however it ends.

    Raises:
        LaunchError: another launcher holds it.
    """
    lock = (var / "launcher.pid").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise LaunchError(f"EvoWeb already runs here (process {lock.read().strip()}); stop it with Ctrl-C") from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
