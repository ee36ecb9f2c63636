"""All that an installation has stored in one file, and back: a zip of a manifest and of what pg_dump wrote.

A backup is one moment of the database, whatever goes on meanwhile. Of the keys to the installation it holds the hashes
of passwords and API tokens; sessions and sign-in links are left out, and what is about processes and not about runs.
"""

import json
import os
import tempfile
import zipfile
from pathlib import Path
from subprocess import PIPE
from threading import Thread
from typing import IO, Any

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Task

import simulation
from evoweb.postgres_programs import Failed, address, program
from evoweb.runs.models import ComputeProcess, Keeper
from evoweb.sign_in.models import SignInLink

KIND = "EvoWeb backup"
MANIFEST, DUMP = "manifest.json", "database.dump"
LEFT_OUT: tuple[type[Model], ...] = (Session, SignInLink, OrmQ, Task, Schedule, ComputeProcess, Keeper)
NO_LEASES = b"UPDATE public.runs_run SET lease_until = NULL, rung = NULL, worker = '', attempts = 0, epoch = epoch + 1;"


class BackupError(Exception):
    """A backup cannot be made or restored; the text says why, and nothing was changed."""


# --- Making one


def make_backup(file: Path) -> None:
    """Write the database to a file that appears when it is whole, readable by this user only.

    Raises:
        BackupError: the file exists, or cannot be written, or the database is empty or refuses.
    """
    if file.exists():
        raise BackupError(f"{file} exists; a backup replaces nothing")
    try:
        descriptor, draft = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mode 0600
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}") from error
    try:
        with os.fdopen(descriptor, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.link(draft, file)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}") from error
    except Failed as failure:
        raise BackupError(f"The database cannot be backed up: {failure}") from failure
    finally:
        os.unlink(draft)


def write(stream: IO[bytes]) -> None:
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(MANIFEST, json.dumps(manifest(), indent=1))
        options = ["--format=custom", "--compress=1", "--no-owner", "--no-acl"]
        options += [f"--exclude-table-data=public.{model._meta.db_table}" for model in LEFT_OUT]
        with (
            program("pg_dump", *options, "--dbname", address(), stdout=PIPE) as dump,
            archive.open(DUMP, "w", force_zip64=True) as into,
        ):
            for chunk in dump.said():
                into.write(chunk)


def manifest() -> dict[str, Any]:
    """What a restore must know before it touches anything."""
    try:
        migrations = sorted(MigrationRecorder(connection).applied_migrations())
    except OperationalError as error:
        raise BackupError(f"The database cannot be reached ({address()}): {error}") from error
    if not migrations:
        raise BackupError(
            f"There is nothing to back up: the database ({address()}) has no tables. Is it the one that is meant? "
            "DATABASE_URL and EVOWEB_VAR say which it is"
        )
    return {
        "kind": KIND,
        "made": timezone.now().isoformat(),
        "engine": simulation.__version__,
        "migrations": migrations,
    }


# --- Bringing one back


def restore_backup(file: Path, replace: bool) -> None:
    """Fill the database from a backup, in one transaction: it holds all of it afterwards, or what it held before.

    Raises:
        BackupError: the file is damaged or another version's, or the database is not empty, or refuses.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            check_manifest(file, archive)
            if damaged := archive.testzip():
                raise BackupError(f"{file} is damaged: the checksum of {damaged} is wrong")
            if not replace and connection.introspection.table_names():
                raise BackupError("The database is not empty; --replace removes all that is in it")
            fill_from(archive)
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}") from error
    except Failed as failure:
        raise BackupError(f"{file} cannot be restored, and nothing was changed: {failure}") from failure
    except zipfile.BadZipFile as error:
        raise BackupError(f"{file} is no backup, or only a part of one: {error}") from error
    connection.close()
    call_command("migrate", verbosity=0, interactive=False)  # one that an earlier version made


def check_manifest(file: Path, archive: zipfile.ZipFile) -> None:
    """See that this version can go on with what is in there."""
    try:
        told = json.loads(archive.read(MANIFEST))
        kind, engine, migrations = told["kind"], told["engine"], {tuple(one) for one in told["migrations"]}
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError(f"{file} is no backup of EvoWeb") from error
    if kind != KIND:
        raise BackupError(f"{file} is no backup of EvoWeb")
    if engine != simulation.__version__:
        raise BackupError(
            f"{file} was made with engine {engine}, and here is {simulation.__version__}, by which its runs would go "
            "on to other bits: restore it with the version that made it"
        )
    known = MigrationLoader(None).disk_migrations
    if unknown := sorted(migrations - set(known)):
        raise BackupError(f"{file} was made by a newer version: {'.'.join(unknown[0])} is not known here")


def fill_from(archive: zipfile.ZipFile) -> None:
    """Remove what is there and bring in what is in the archive: by psql, which commits at our word alone."""
    with (
        program("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--dbname", address(), stdin=PIPE) as psql,
        archive.open(DUMP) as dump,
    ):
        psql.tell(b"SET client_min_messages = warning; BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")
        with program("pg_restore", "--no-owner", "--no-acl", "--file=-", stdin=PIPE, stdout=PIPE) as translated:
            feeding = Thread(target=translated.feed, args=[dump])
            feeding.start()
            for chunk in translated.said():
                psql.tell(chunk)
            feeding.join()
        psql.tell(NO_LEASES + b" COMMIT;\n")
