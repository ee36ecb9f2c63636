"""A full disk and a database that goes away: runs rest or are handed over, nothing is lost, no death is counted."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from evoweb.runs.deeds.services import pause_run
from evoweb.runs.models import Checkpoint, Run, State
from evoweb.runs.queue import disk
from evoweb.runs.queue.disk import DISK_FULL, Watch, free_bytes
from evoweb.runs.queue.faults import is_full
from evoweb.runs.queue.resting import rest, rest_all
from evoweb.runs.worker.tasks import advance_next_run
from simulation.evolve import evolve
from tests.web.factories import bits_of, claimed, tiny_run

pytestmark = pytest.mark.django_db(transaction=True)

NO_ROOM = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'"
GOES_AWAY = "PERFORM pg_terminate_backend(pg_backend_pid())"
TOO_LITTLE_MEMORY = "RAISE EXCEPTION 'out of memory' USING ERRCODE = '53200'"


@contextmanager
def inserts_meet(table: str, what: str, when: str = "TRUE") -> Iterator[None]:
    """Meanwhile this happens in Postgres when a row is to be written into the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION trouble_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {when} THEN {what}; END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER trouble BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION trouble_{table}()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP FUNCTION trouble_{table} CASCADE")


def generations_meet(what: str) -> AbstractContextManager[None]:
    """Meanwhile this happens in Postgres when the second generation's checkpoint is to be written."""
    return inserts_meet(
        "runs_checkpoint", what, "(SELECT number FROM runs_generation WHERE id = NEW.generation_id) = 1"
    )


@pytest.fixture
def free(monkeypatch: pytest.MonkeyPatch) -> Callable[[int | None], None]:
    """Says how many megabytes are free."""

    def say(megabytes: int | None) -> None:
        monkeypatch.setattr(disk, "free_bytes", lambda: megabytes and megabytes * 10**6)

    return say


def state_of(run: Run) -> tuple[str, str]:
    run.refresh_from_db()
    return run.state, run.reason


def finished_with_undisturbed_bits(run: Run) -> bool:
    """Compute the rest, and compare the end with that of a run that met no trouble."""
    advance_next_run()
    *_, undisturbed = evolve(run.run_config())
    last = Checkpoint.objects.get(generation__run=run, generation__number=3)
    return state_of(run)[0] == State.DONE and bits_of(bytes(last.content)) == bits_of(undisturbed.checkpoint)


def test_a_run_that_cannot_be_written_rests_says_why_and_goes_on_when_there_is_room(
    free: Callable[[int | None], None],
) -> None:
    run = tiny_run()
    with generations_meet(NO_ROOM):
        advance_next_run()
    assert state_of(run) == (State.PAUSED, DISK_FULL)
    assert (run.next_generation, run.attempts, run.lease_until) == (1, 0, None)
    assert run.deeds.latest("pk").deed == "paused"
    free(600)
    Watch().look()
    assert state_of(run) == (State.QUEUED, "")
    assert finished_with_undisturbed_bits(run)


def test_a_database_that_goes_away_costs_the_run_neither_an_attempt_nor_a_bit() -> None:
    run = tiny_run()
    with generations_meet(GOES_AWAY):
        advance_next_run()
        advance_next_run()
        advance_next_run()
        advance_next_run()
    assert state_of(run) == (State.RUNNING, "")
    assert (run.next_generation, run.attempts, run.lease_until) == (1, 0, None)
    assert finished_with_undisturbed_bits(run)


def test_runs_rest_though_there_is_no_room_to_note_it() -> None:
    written, resting, other = tiny_run(), tiny_run(), claimed(tiny_run())
    with inserts_meet("runs_deed", NO_ROOM):
        with generations_meet(NO_ROOM):
            advance_next_run()
        assert state_of(written) == (State.PAUSED, DISK_FULL)
        rest(other, DISK_FULL)
        assert state_of(other) == (State.PAUSED, DISK_FULL)
        assert rest_all(DISK_FULL) == 1
    assert state_of(resting) == (State.PAUSED, DISK_FULL)


def test_another_fault_than_want_of_room_is_not_passed_over_when_a_rest_is_noted() -> None:
    run = claimed(tiny_run())
    with inserts_meet("runs_deed", TOO_LITTLE_MEMORY), pytest.raises(OperationalError):
        rest(run, DISK_FULL)
    assert state_of(run)[0] == State.RUNNING


def test_other_faults_of_the_database_count_as_attempts() -> None:
    run = tiny_run()
    with generations_meet(TOO_LITTLE_MEMORY), pytest.raises(psycopg.errors.OutOfMemory):
        advance_next_run()
    run.refresh_from_db()
    assert run.lease_until is not None
    assert run.next_generation == 1


def test_all_runs_rest_while_room_is_scarce_and_go_on_when_there_is_plenty(free: Callable[[int | None], None]) -> None:
    queued, computed, resting = tiny_run(), claimed(tiny_run()), tiny_run()
    pause_run(resting, resting.owner)
    free(199)
    Watch().look()
    assert [state_of(run) for run in (queued, computed, resting)] == [
        (State.PAUSED, DISK_FULL),
        (State.PAUSED, DISK_FULL),
        (State.PAUSED, ""),
    ]
    free(499)  # no flutter at the bound
    Watch().look()
    assert state_of(queued) == (State.PAUSED, DISK_FULL)
    free(500)
    Watch().look()
    assert [state_of(run)[0] for run in (queued, computed, resting)] == [State.QUEUED, State.QUEUED, State.PAUSED]


def test_where_nobody_knows_what_is_free_it_is_tried_again_after_a_while(free: Callable[[int | None], None]) -> None:
    run = tiny_run()
    Run.objects.update(state=State.PAUSED, reason=DISK_FULL)
    free(None)
    watch = Watch()
    watch.look()
    assert state_of(run)[0] == State.PAUSED
    watch.tried_at -= disk.TRY_AGAIN_SECONDS
    watch.look()
    assert state_of(run)[0] == State.QUEUED


def test_what_is_free_is_asked_of_the_databases_own_disk() -> None:
    assert free_bytes() > 0
    there = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "elsewhere.example"
    try:
        assert free_bytes() is None
    finally:
        connection.settings_dict["HOST"] = there


def test_a_full_disk_is_known_by_its_code_wherever_it_was_met() -> None:
    assert is_full(OSError(28, "No space left on device"))
    assert not is_full(OSError(13, "Permission denied"))
    assert not is_full(psycopg.OperationalError("the connection is closed"))
    with pytest.raises(OperationalError) as refused, connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN {NO_ROOM}; END $$")
    assert is_full(refused.value)


def test_nobody_is_given_up_while_the_disk_is_full(free: Callable[[int | None], None]) -> None:
    run = claimed(tiny_run())
    Run.objects.update(attempts=3, lease_until=timezone.now())
    free(0)
    Watch().look()
    assert state_of(run) == (State.PAUSED, DISK_FULL)
    assert run.attempts == 0
