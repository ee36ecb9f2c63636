"""A worker that is stopped past its lease, replaced, and continued: nothing of it is written any more."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.db import connection

from evoweb.runs.reading.integrity import digest_of
from tests.processes import Start, is_done, numbers, until, wait_for, worker_of
from tests.web.factories import evolved_run, tiny_run

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

PATIENCE_S = 180.0
STOPPED, OTHER = ({"PGOPTIONS": f"-c evoweb.program={name}"} for name in ("stopped", "other"))
NOTED = """
CREATE TABLE written_by (program text, epoch int, number int);
CREATE FUNCTION note_writer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO written_by SELECT current_setting('evoweb.program', true), epoch, NEW.number
    FROM runs_run WHERE id = NEW.run_id;
  RETURN NEW;
END $$;
CREATE TRIGGER note_writer AFTER INSERT ON runs_generation FOR EACH ROW EXECUTE FUNCTION note_writer();
"""
FORGOTTEN = "DROP TRIGGER note_writer ON runs_generation; DROP FUNCTION note_writer; DROP TABLE written_by"
Writers = Callable[[], list[tuple[str, int, int]]]


@pytest.fixture
def writers() -> Iterator[Writers]:
    """Asks the database which program wrote which generation, under which epoch; in the order of generations."""

    def seen() -> list[tuple[str, int, int]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM written_by WHERE program IS NOT NULL ORDER BY number")
            return cursor.fetchall()

    with connection.cursor() as cursor:
        cursor.execute(NOTED)
    yield seen
    with connection.cursor() as cursor:
        cursor.execute(FORGOTTEN)


@pytest.mark.parametrize("point", ["after the claim", "before the commit", "after the commit"])
def test_a_worker_that_was_stopped_writes_nothing_once_it_is_replaced_and_exits(
    point: str, start: Start, writers: Writers, tmp_path: Path
) -> None:
    mark, run = tmp_path / "stopped", tiny_run(generations=60)
    stopped = start("-m", "tests.faults.wounded_worker", "qcluster", point, "SIGSTOP", str(mark), **STOPPED)
    until(mark.exists, lambda: "the worker is not hit", PATIENCE_S)
    sleeper = worker_of(stopped.pid)
    until(lambda: sleeper.status() == psutil.STATUS_STOPPED, lambda: "the worker is not stopped")
    start("qcluster", **OTHER)
    start("keep")
    run.refresh_from_db()
    first, epoch = run.next_generation, run.epoch
    wait_for(run, lambda run: run.epoch > epoch and run.next_generation > first, PATIENCE_S)
    if sleeper.is_running():  # the keeper of its machine may have ended it by now
        sleeper.resume()
    wait_for(run, is_done, PATIENCE_S)
    until(lambda: gone_or_idle(sleeper), lambda: "the worker goes on computing", PATIENCE_S)
    assert numbers(run) == list(range(61))
    programs, epochs, _ = zip(*writers(), strict=True)
    assert programs == ("stopped",) * first + ("other",) * (61 - first)
    assert epochs[:first] == (epoch,) * first
    assert min(epochs[first:]) > epoch
    assert digest_of(run) == digest_of(evolved_run(generations=60))


def gone_or_idle(worker: psutil.Process) -> bool:
    """Whether a process has ended, or uses no time."""
    try:
        before = worker.cpu_times()
        psutil.wait_procs([worker], timeout=2)
        return sum(worker.cpu_times()[:2]) - sum(before[:2]) < 0.5
    except psutil.NoSuchProcess:
        return True
