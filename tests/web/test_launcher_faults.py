"""A full disk, for real: a small file system is mounted, which only root may do."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from evoweb.launcher.checks import prepared_folder
from evoweb.launcher.errors import LaunchError
from evoweb.launcher.places import socket_folder
from evoweb.launcher.postgres import Postgres
from tests.processes import Terminal, until

pytestmark = [pytest.mark.faults, pytest.mark.skipif(os.getuid() != 0, reason="only root may mount a file system")]


@pytest.fixture
def disk() -> Iterator[Callable[[int], Path]]:
    """Mounts a disk of so many megabytes."""
    folder = Path(tempfile.mkdtemp(prefix="evoweb-disk-"))

    def mount(megabytes: int) -> Path:
        options = f"size={megabytes}m,mode=0711"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "evoweb-test", str(folder)], check=True)
        return folder

    yield mount
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()
    shutil.rmtree(socket_folder(folder / "var"), ignore_errors=True)


def test_a_nearly_full_disk_is_said_before_anything_is_made(disk: Callable[[int], Path]) -> None:
    with pytest.raises(LaunchError, match=r"nearly full: \d+ MB are free"):
        prepared_folder(disk(20) / "var")


def test_a_disk_that_fills_up_while_the_database_is_made_is_said_and_leaves_no_half(
    disk: Callable[[int], Path],
) -> None:
    var = disk(20) / "var"
    with pytest.raises(LaunchError, match="The disk is full"):
        Postgres(var).start()
    assert not list(var.glob("postgres*"))


def fill(folder: Path) -> Path:
    """A file that takes all the room there is."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(1_000_000))
    with suppress(OSError), filler.open("ab", buffering=0) as stream:
        while True:
            stream.write(bytes(512))
    return filler


def exhaust_log(folder: Path) -> None:
    """Let Postgres' log alone grow until it stops for want of room."""
    with suppress(psycopg.Error), connected(folder) as connection:
        for _ in range(500):
            connection.execute("SELECT pg_logical_emit_message(true, 'evoweb', repeat('x', 1000000))")


def test_a_disk_that_fills_up_while_a_run_goes_on_lets_it_rest_and_it_goes_on_by_itself(
    disk: Callable[[int], Path],
) -> None:
    folder = disk(1000)
    terminal = Terminal(folder / "var")

    def explain() -> str:
        return f"{answer(folder, 'SELECT row_to_json(runs_run) FROM runs_run')}\n{terminal.said}"

    def wait_until(question: str, *answers: Any) -> None:
        until(lambda: answer(folder, question) in (answers or (True,)), explain, 120)

    try:
        terminal.link()  # the first start's own run is under way
        with connected(folder) as connection:
            connection.execute("""UPDATE runs_run SET config = jsonb_set(config, '{generations}', '5000')""")
        for number in range(3):
            before = answer(folder, "SELECT next_generation FROM runs_run")
            filler = fill(folder)
            if number == 1:
                exhaust_log(folder)
            wait_until("SELECT state = 'PAUSED' AND reason LIKE 'The disk is full.%' FROM runs_run", True, None)
            time.sleep(10.0)
            filler.unlink()
            wait_until(f"SELECT next_generation > {before} + 1 FROM runs_run")
        numbers = answer(folder, "SELECT array_agg(number ORDER BY number) FROM runs_generation")
        assert numbers == list(range(len(numbers)))
        terminal.stop(signal.SIGTERM)
        assert "The disk is full: Postgres cannot write" in terminal.said
    finally:
        print(terminal.said)
        terminal.put_away()


def connected(folder: Path) -> psycopg.Connection:
    """A connection to the installation's database."""
    host = str(socket_folder(folder / "var"))
    return psycopg.connect(host=host, dbname="evoweb", user="evoweb", autocommit=True)


def answer(folder: Path, question: str) -> Any:
    """What the installation's database says; None while it says nothing."""
    try:
        with connected(folder) as connection:
            (found,) = connection.execute(question).fetchone()
            return found
    except psycopg.OperationalError:
        return None
