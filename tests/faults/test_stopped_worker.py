"""A worker that is stopped past its lease, replaced, and continued: nothing of it is written any more."""

from pathlib import Path

import psutil
import pytest
from django.db import connection

from evoweb.runs.integrity import digest_of
from tests.processes import Start, is_done, numbers, until, wait_for, worker_of
from tests.web.factories import evolved_run, tiny_run

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

NOTED = """
CREATE TABLE written_by (program text, epoch int, number int);
CREATE FUNCTION note_writer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO written_by
    SELECT current_setting('application_name'), run.epoch, NEW.number FROM runs_run run WHERE run.id = NEW.run_id;
  RETURN NEW;
END $$;
CREATE TRIGGER note_writer AFTER INSERT ON runs_generation FOR EACH ROW EXECUTE FUNCTION note_writer();
"""
FORGOTTEN = "DROP TRIGGER note_writer ON runs_generation; DROP FUNCTION note_writer; DROP TABLE written_by"


@pytest.fixture
def writers():
    """Who wrote which generation under which epoch, as the database saw it."""

    def seen() -> list[tuple[str, int, int]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM written_by ORDER BY number")
            return cursor.fetchall()

    with connection.cursor() as cursor:
        cursor.execute(NOTED)
    yield seen
    with connection.cursor() as cursor:
        cursor.execute(FORGOTTEN)


@pytest.mark.parametrize("point", ["after the claim", "while writing", "before the commit", "after the commit"])
def test_a_worker_that_was_stopped_writes_nothing_once_it_is_replaced(
    point: str, start: Start, writers, tmp_path: Path
) -> None:
    undisturbed = evolved_run(generations=60)
    mark = tmp_path / "stopped"
    run = tiny_run(generations=60)
    stopped = start("-m", "tests.faults.wounded_worker", "qcluster", point, "SIGSTOP", str(mark), PGAPPNAME="stopped")
    start("keep")
    until(mark.exists, lambda: "the worker is not hit")
    sleeper = worker_of(stopped.pid)
    until(lambda: sleeper.status() == psutil.STATUS_STOPPED, lambda: "the worker is not stopped")
    start("qcluster", PGAPPNAME="other")
    run.refresh_from_db()
    before, epoch = run.next_generation, run.epoch
    wait_for(run, lambda run: run.epoch > epoch)
    wait_for(run, lambda run: run.next_generation > before)
    sleeper.resume()
    wait_for(run, is_done)
    assert numbers(run) == list(range(61))
    assert digest_of(run) == digest_of(undisturbed)
    print(writers())
