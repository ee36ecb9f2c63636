"""Postgres' own programs at work on the database: pg_dump, pg_restore, psql."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from django.db import connection
from psycopg.conninfo import make_conninfo

from evoweb.launcher.postgres import installed_binaries

CHUNK = 1 << 20  # bytes


class Failed(Exception):
    """A program failed; the text is its own."""


class Ended(Exception):
    """A program has ended before it was told everything."""


class Program:
    """A program of Postgres' that is at work."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def tell(self, text: bytes) -> None:
        """Write to it, or raise Ended."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(text)
        except BrokenPipeError as error:
            raise Ended(self) from error

    def feed(self, stream: IO[bytes]) -> None:
        """Write all of a stream to it; for a thread. Where it ends early, its exit code says so."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            shutil.copyfileobj(stream, self.process.stdin, CHUNK)
            self.process.stdin.close()

    def said(self) -> Iterator[bytes]:
        """What it writes, piece by piece."""
        assert self.process.stdout is not None
        while chunk := self.process.stdout.read(CHUNK):
            yield chunk


@contextmanager
def program(name: str, *arguments: str, stdin: int | None = None, stdout: int | None = None) -> Iterator[Program]:
    """A program of Postgres' that works on the database; it has done so when the block ends.

    Raises:
        Failed: it did not work.
    """
    with tempfile.TemporaryFile() as complaints:
        command = [str(installed_binaries() / name), *arguments]
        process = subprocess.Popen(command, env=os.environ | password(), stdin=stdin, stdout=stdout, stderr=complaints)
        running = Program(process)
        try:
            yield running
        except BaseException as failure:
            if not (isinstance(failure, Ended) and failure.args[0] is running):
                process.kill()
                raise
        finally:
            for pipe in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):
                    if pipe is not None:
                        pipe.close()
            process.wait()
        if process.returncode != 0:
            complaints.seek(0)
            raise Failed(f"{name} failed:\n{complaints.read().decode(errors='replace').strip()}")


def address() -> str:
    """Where the database is, without the password, which others could see among the programs' arguments."""
    known = connection.get_connection_params()
    ours = ("password", "cursor_factory", "context", "client_encoding", "prepare_threshold")
    return make_conninfo(**{key: value for key, value in known.items() if key not in ours})


def password() -> dict[str, str]:
    """The password, as Postgres' programs take it from the environment."""
    given = connection.settings_dict["PASSWORD"]
    return {"PGPASSWORD": given} if given else {}
