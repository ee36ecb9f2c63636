"""The embedded Postgres: made once, found again, recovered after a kill, private, and clear when it cannot be."""

import os
import shutil
import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from evoweb.launcher import server_user
from evoweb.launcher.errors import LaunchError
from evoweb.launcher.postgres import Postgres, installed_binaries, processes_on

as_root = pytest.mark.skipif(os.getuid() != 0, reason="only root has to lend Postgres another user")


@pytest.fixture
def servers(folder: Path) -> Iterator[list[Postgres]]:
    """Servers to be stopped, and all that they keep outside of `folder` removed, when the test is over."""
    servers: list[Postgres] = []
    yield servers
    for server in servers:
        server.stop()
        if not server.home.is_relative_to(folder):
            shutil.rmtree(server.home, ignore_errors=True)


def started(var: Path, servers: list[Postgres]) -> Postgres:
    server = Postgres(var, {"fsync": "off"})
    servers.append(server)
    server.start()
    return server


def test_a_killed_servers_data_is_there_after_the_next_start(folder: Path, servers: list[Postgres]) -> None:
    first = started(folder / "var", servers)
    with first.connect("evoweb") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert first.process is not None
    os.kill(first.process.pid, signal.SIGKILL)
    second = started(folder / "var", servers)
    with second.connect("evoweb") as connection:
        assert connection.execute("SELECT answer FROM kept").fetchall() == [(42,)]
    second.stop()
    assert processes_on(second.data) == []


def test_a_server_whose_launcher_was_killed_is_replaced(folder: Path, servers: list[Postgres]) -> None:
    orphan = started(folder / "var", servers)
    assert orphan.process is not None
    second = started(folder / "var", servers)
    assert second.process is not None
    assert orphan.process.wait(10) == 0
    assert second.is_alive()


def test_only_this_user_can_come_in(postgres: Postgres) -> None:
    assert stat.S_IMODE(postgres.socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(postgres.data.stat().st_mode) == 0o700
    with postgres.connect("evoweb") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        psycopg.connect(host=str(postgres.socket), dbname="evoweb", user="somebody")


@as_root
def test_under_a_private_folder_the_data_is_kept_elsewhere_and_no_mode_is_loosened(
    folder: Path, servers: list[Postgres], capsys: pytest.CaptureFixture[str]
) -> None:
    private = folder / "private"
    private.mkdir(mode=0o700)
    server = started(private / "var", servers)
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert not server.data.is_relative_to(private)
    assert stat.S_IMODE(server.home.stat().st_mode) == 0o700
    assert str(server.home) in capsys.readouterr().out


@as_root
def test_binaries_that_its_user_cannot_reach_are_copied(folder: Path) -> None:
    package = installed_binaries().parent.parent
    private = folder / "private"
    private.mkdir(mode=0o700)
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, private / part.name, symlinks=True)
    for path in private.rglob("*"):
        path.chmod(path.stat().st_mode & 0o700)
    binaries = private / installed_binaries().relative_to(package.parent)
    user = server_user.server_user(folder / "none")
    assert not server_user.can_walk_to(user, binaries)

    copy = server_user.reachable_copy(binaries, server_user.private_folder(folder / "home", user))
    command = [copy / "initdb", "--version"]
    said = subprocess.run(command, cwd="/", capture_output=True, check=True, **server_user.run_as(user))
    assert said.stdout.startswith(b"initdb (PostgreSQL)")
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_a_folder_that_somebody_else_prepared_is_refused(folder: Path) -> None:
    (folder / "trap").mkdir(mode=0o777)
    (folder / "trap").chmod(0o777)
    with pytest.raises(LaunchError, match="should be a private folder"):
        server_user.private_folder(folder / "trap", server_user.server_user(folder / "none"))


def test_data_of_another_major_version_is_named(folder: Path, servers: list[Postgres]) -> None:
    data = folder / "var" / "postgres"
    data.mkdir(parents=True, mode=0o700)
    (data / "PG_VERSION").write_text("9\n")
    user = server_user.server_user(folder / "none")
    os.chown(data, user.pw_uid, user.pw_gid)
    with pytest.raises(LaunchError, match="was written by Postgres 9"):
        started(folder / "var", servers)


def test_a_start_that_was_interrupted_half_way_is_begun_again(folder: Path, servers: list[Postgres]) -> None:
    half = folder / "var" / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert started(folder / "var", servers).is_alive()
