"""A full disk, for real: a small file system is mounted, which only root may do."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evoweb.launcher.checks import prepared_folder
from evoweb.launcher.errors import LaunchError
from evoweb.launcher.places import socket_folder
from evoweb.launcher.postgres import Postgres

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
