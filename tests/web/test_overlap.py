"""Writing one generation while the next is computed: the same record as one after the other, and nothing else."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from psycopg import connect

from evoweb.runs.deeds.services import cancel_run
from evoweb.runs.models import Checkpoint, Creature, Run, State
from evoweb.runs.queue.leases import LeaseLost
from evoweb.runs.worker import tasks
from evoweb.runs.worker.recording import record_generation
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.generation import Generation
from tests.web.factories import bits_of, tiny_generations, tiny_run

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 60.0


@pytest.fixture(autouse=True)
def one_slice_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run is done in one slice, however busy the machine is."""
    monkeypatch.setattr(tasks, "SLICE_SECONDS", PATIENCE_SECONDS)


def numbers(run: Run) -> list[int]:
    return list(run.recorded.order_by("pk").values_list("number", flat=True))


def on_writing(monkeypatch: pytest.MonkeyPatch, number: int, deed: Callable[[], Any]) -> None:
    """Do something on the writing thread just before it records a generation."""

    def record(run: Run, generation: Generation) -> None:
        if generation.number == number:
            deed()
        record_generation(run, generation)

    monkeypatch.setattr(tasks, "record_generation", record)


def computed_by(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the generations that are computed, in a list that grows."""
    begun: list[int] = []

    def noted(config: RunConfig, checkpoint: bytes | None, founders: bytes | None) -> Iterator[Generation]:
        for generation in evolve(config, checkpoint):
            begun.append(generation.number)
            yield generation

    monkeypatch.setattr(tasks, "evolve", noted)
    return begun


def test_a_slice_records_every_generation_once_in_order_and_to_the_bits_of_an_undisturbed_run() -> None:
    run = tiny_run()
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.lease_until, numbers(run)) == (State.DONE, None, [0, 1, 2, 3])
    kept = Checkpoint.objects.order_by("generation__number").values_list("content", flat=True)
    assert [bits_of(bytes(content)) for content in kept] == [bits_of(one.checkpoint) for one in tiny_generations()]


def test_the_next_generation_is_computed_while_one_is_written_but_not_the_one_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = computed_by(monkeypatch)
    seen: list[list[int]] = []

    def wait() -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(begun) < 2:
            assert time.monotonic() < deadline, "generation 1 is not computed before 0 is written"
            time.sleep(0.01)
        time.sleep(0.3)  # time enough to go too far
        seen.append(list(begun))

    on_writing(monkeypatch, 0, wait)
    run = tiny_run()
    tasks.advance_next_run()
    assert seen == [[0, 1]]
    assert numbers(run) == [0, 1, 2, 3]


def test_a_generation_is_encoded_on_the_thread_that_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[tuple[str, str]] = []

    def record(run: Run, generation: Generation) -> None:
        assert "checkpoint" not in vars(generation), "encoded before it was to be written"
        record_generation(run, generation)
        threads.append((threading.current_thread().name, str(connection.connection.info.backend_pid)))

    monkeypatch.setattr(tasks, "record_generation", record)
    tiny_run()
    tasks.advance_next_run()
    assert len(set(threads)) == 1, "one thread, one connection"
    assert threading.current_thread().name not in threads[0]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while is_connected(threads[0][1]):
        assert time.monotonic() < deadline, "the writer's connection is not closed"
        time.sleep(0.01)


def is_connected(pid: str) -> bool:
    """Whether Postgres still has this process for somebody; it takes a moment to end after a connection is closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)", [pid])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("number", [0, 1, 3])
def test_an_error_in_writing_fails_the_run_and_what_was_written_before_stays(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ArithmeticError("the ink ran dry")

    on_writing(monkeypatch, number, fail)
    run = tiny_run()
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.lease_until, numbers(run)) == (State.FAILED, None, list(range(number)))
    assert "the ink ran dry" in run.error


def test_what_was_computed_before_an_error_in_computing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(config: RunConfig, checkpoint: bytes | None, founders: bytes | None) -> Iterator[Generation]:
        yield next(evolve(config, checkpoint))
        raise ArithmeticError("springs came loose")

    monkeypatch.setattr(tasks, "evolve", broken)
    run = tiny_run()
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, numbers(run)) == (State.FAILED, [0])
    assert "springs came loose" in run.error


def test_a_lease_lost_while_the_next_generation_is_computed_leaves_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = tiny_run()
    on_writing(monkeypatch, 1, lambda: cancel_run(run, run.owner))
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.next_generation, numbers(run), run.error) == (State.CANCELLED, 1, [0], "")
    assert set(Creature.objects.values_list("born", flat=True)) == {0}


def test_a_lease_lost_in_the_last_generation_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    run = tiny_run()
    refused: list[LeaseLost] = []

    def record(worker: Run, generation: Generation) -> None:
        if generation.number == 3:
            Run.objects.filter(pk=run.pk).update(epoch=worker.epoch + 1)
        try:
            record_generation(worker, generation)
        except LeaseLost as lost:
            refused.append(lost)
            raise

    monkeypatch.setattr(tasks, "record_generation", record)
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.error, numbers(run), len(refused)) == (State.RUNNING, "", [0, 1, 2], 1)


def test_a_run_whose_database_goes_away_under_the_writer_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off() -> None:
        connection.ensure_connection()
        pid = connection.connection.info.backend_pid
        with connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    on_writing(monkeypatch, 2, cut_off)
    run = tiny_run()
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.error, run.lease_until, numbers(run)) == (State.RUNNING, "", None, [0, 1])
    monkeypatch.undo()
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, numbers(run)) == (State.DONE, [0, 1, 2, 3])


def test_a_slice_is_over_without_a_generation_computed_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "SLICE_SECONDS", 0.0)
    begun = computed_by(monkeypatch)
    run = tiny_run()
    for number in range(4):
        tasks.advance_next_run()
        assert begun == numbers(run) == list(range(number + 1))
