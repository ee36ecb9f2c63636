"""Backup and restore: one moment in one file, whole or not at all; restored runs go on to the same bits."""

import json
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ

from evoweb.backup import DUMP, MANIFEST, BackupError, make_backup, restore_backup
from evoweb.runs.models import Checkpoint, ComputeProcess, Keeper, Run, State
from evoweb.runs.queue.leases import ring_again
from evoweb.runs.worker.keeper import report
from evoweb.runs.worker.tasks import advance_next_run
from evoweb.sign_in.models import SignInLink, issue_link
from simulation.evolve import evolve
from tests.processes import MANAGE, Start, started_in, until, wait_for
from tests.web.factories import bits_of, recorded_run, tiny_run, worker_slot

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a backup is to be."""
    return tmp_path / "evoweb.backup"


def contents(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(file: Path, **changes: Any) -> Path:
    """The same backup with another manifest."""
    was = contents(file)
    return written(file, json.dumps(json.loads(was[MANIFEST]) | changes).encode(), was[DUMP])


def written(file: Path, manifest: bytes, dump: bytes) -> Path:
    other = file.with_name(f"{len(list(file.parent.iterdir()))}.backup")
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr(MANIFEST, manifest)
        archive.writestr(DUMP, dump)
    return other


def undisturbed_end(run: Run) -> dict[str, bytes]:
    *_, last = evolve(run.run_config())
    return bits_of(last.checkpoint)


# --- Making one


def test_a_backup_is_one_file_for_its_owners_eyes_and_replaces_nothing(file: Path) -> None:
    recorded_run()
    make_backup(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    with pytest.raises(BackupError, match="exists; a backup replaces nothing"):
        make_backup(file)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_a_backup_that_fails_leaves_nothing(file: Path) -> None:
    there = connection.settings_dict["HOST"]
    connection.ensure_connection()
    connection.settings_dict["HOST"] = "/nowhere"  # for pg_dump; our own connection stands
    try:
        with pytest.raises(BackupError, match="cannot be backed up: pg_dump failed"):
            make_backup(file)
    finally:
        connection.settings_dict["HOST"] = there
    assert list(file.parent.iterdir()) == []
    with pytest.raises(BackupError, match="cannot be written: No such file"):
        make_backup(file.parent / "none" / "file")


def test_an_empty_database_is_told_from_one_that_is_away_and_both_are_named(
    file: Path, process_environment: dict[str, str], elsewhere: dict[str, str]
) -> None:
    for environment, words in (
        (elsewhere, "evoweb_elsewhere"),
        (
            process_environment | {"DATABASE_URL": "postgres://evoweb@127.0.0.1:1/away"},
            "cannot be reached (dbname=away",
        ),
    ):
        said = subprocess.run(
            [sys.executable, MANAGE, "backup", str(file)], env=environment, capture_output=True, text=True, check=False
        )
        assert said.returncode == 1
        assert words in said.stderr
        assert ("has no tables" in said.stderr) == (environment is elsewhere)
    assert not file.exists()


# --- Bringing one back


def test_a_restored_run_goes_on_to_the_same_bits_and_no_key_or_bell_comes_back(file: Path) -> None:
    run = recorded_run(generations=2)  # and a worker holds it
    Session.objects.create(session_key="key", session_data="", expire_date=timezone.now())
    issue_link(run.owner)
    OrmQ.objects.create(key="gone:1", payload="", lock=timezone.now())
    worker_slot()
    report()
    make_backup(file)
    Run.objects.all().delete()
    tiny_run(name="made since")

    restore_backup(file, replace=True)
    restored = Run.objects.get()
    assert (restored.pk, restored.name, restored.next_generation) == (run.pk, run.name, 2)
    assert (restored.lease_until, restored.epoch) == (None, run.epoch + 1)
    assert not any(rows.objects.exists() for rows in (Session, SignInLink, OrmQ, ComputeProcess, Keeper))
    assert ring_again() == 1
    advance_next_run()
    restored.refresh_from_db()
    assert restored.state == State.DONE
    assert list(restored.recorded.order_by("number").values_list("number", flat=True)) == [0, 1, 2, 3]
    last = Checkpoint.objects.get(generation__run=restored, generation__number=3)
    assert bits_of(bytes(last.content)) == undisturbed_end(run)


def test_a_database_that_is_not_empty_is_only_replaced_when_asked_to(file: Path) -> None:
    run = recorded_run(generations=1)
    make_backup(file)
    with pytest.raises(BackupError, match="not empty; --replace removes"):
        restore_backup(file, replace=False)
    assert Run.objects.get() == run


def test_what_is_no_whole_backup_of_this_version_is_refused_and_changes_nothing(file: Path) -> None:
    run = recorded_run(generations=1)
    make_backup(file)
    damaged, cut, none = (file.with_name(name) for name in ("damaged", "cut", "none"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    cut.write_bytes(content[: len(content) // 2])
    none.write_text("something else")
    migrations = json.loads(contents(file)[MANIFEST])["migrations"]
    half = written(file, contents(file)[MANIFEST], contents(file)[DUMP][:-2000])
    for other, words in (
        (damaged, "is damaged"),
        (cut, "is no backup, or only a part of one"),
        (none, "is no backup"),
        (file.with_name("missing"), "cannot be read: No such file"),
        (half, "cannot be restored, and nothing was changed"),
        (rewritten(file, kind="something else"), "is no backup of EvoWeb"),
        (rewritten(file, engine="9.9.9"), "was made with engine 9.9.9"),
        (rewritten(file, migrations=[*migrations, ["runs", "9999_later"]]), "newer version: runs.9999_later"),
    ):
        with pytest.raises(BackupError, match=words):
            restore_backup(other, replace=True)
        assert Run.objects.get() == run
        assert run.recorded.count() == 1


def test_it_is_refused_while_a_worker_or_a_keeper_is_at_work(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "this test's")  # and not an embedded one
    call_command("backup", str(file))
    worker_slot()
    with pytest.raises(CommandError, match="EvoWeb is at work: Worker 8 on elsewhere"):
        call_command("restore", str(file), "--replace")
    ComputeProcess.objects.update(seen=timezone.now() - timedelta(seconds=30))
    report()
    with pytest.raises(CommandError, match="EvoWeb is at work: keeper of"):
        call_command("restore", str(file), "--replace")
    Keeper.objects.update(seen=timezone.now() - timedelta(seconds=30))
    call_command("restore", str(file), "--replace")
    assert not ComputeProcess.objects.exists()


# --- Real processes


@pytest.fixture
def elsewhere(process_environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of an installation with an empty database of its own."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE evoweb_elsewhere")
    name = connection.settings_dict["NAME"]
    yield process_environment | {
        "DATABASE_URL": process_environment["DATABASE_URL"].replace(f"/{name}", "/evoweb_elsewhere")
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE evoweb_elsewhere WITH (FORCE)")


@pytest.mark.faults
def test_a_backup_of_a_run_at_work_goes_on_in_another_installation_to_the_same_bits(
    file: Path, start: Start, process_environment: dict[str, str], elsewhere: dict[str, str]
) -> None:
    run = tiny_run(generations=60, population=40)
    start("qcluster")
    for number in range(3):  # each at another moment
        wait_for(run, lambda run, number=number: run.next_generation >= 10 * number + 5)
        manage(process_environment, "backup", str(file.with_name(f"{number}.backup")))
    for number in range(3):
        manage(elsewhere, "restore", str(file.with_name(f"{number}.backup")), "--replace")
        reached = answer(elsewhere, "SELECT next_generation FROM runs_run")
        assert reached == answer(elsewhere, "SELECT count(*) FROM runs_checkpoint") >= 10 * number + 5
    with started_in(elsewhere) as start_elsewhere:
        start_elsewhere("qcluster")
        start_elsewhere("keep")
        until(lambda: answer(elsewhere, "SELECT state FROM runs_run") == "DONE", lambda: "it does not end", 120)
    assert answer(elsewhere, "SELECT array_agg(number ORDER BY number) FROM runs_generation") == list(range(61))
    question = "SELECT content FROM runs_checkpoint JOIN runs_generation ON id = generation_id WHERE number = 60"
    assert bits_of(bytes(answer(elsewhere, question))) == undisturbed_end(run)


def manage(environment: dict[str, str], *command: str) -> None:
    subprocess.run([sys.executable, MANAGE, *command], env=environment, check=True)


def answer(environment: dict[str, str], question: str) -> Any:
    with psycopg.connect(environment["DATABASE_URL"]) as elsewhere:
        found = elsewhere.execute(question).fetchone()
        return found and found[0]
