"""Several who write the same generation at the same moment: one does, and the database itself refuses a second."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connections, transaction

from evoweb.runs.models import Checkpoint, Creature, Generation, Run, Score
from evoweb.runs.queue.leases import LeaseLost
from evoweb.runs.worker.recording import record_generation
from tests.web.factories import claimed, recorded_run, tiny_generations, tiny_run

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 8


def race(number: int, worker: Run) -> int:
    """How many of the racers recorded this generation under the same lease; the others lose theirs."""
    start = Barrier(RACERS)

    def record(racer: Run) -> bool:
        start.wait()
        try:
            record_generation(racer, tiny_generations()[number])
        except LeaseLost:
            return False
        finally:
            connections.close_all()
        return True

    racers = [Run.objects.get(pk=worker.pk) for _ in range(RACERS)]
    with ThreadPoolExecutor(RACERS) as threads:
        return sum(threads.map(record, racers))


def races(runs: int) -> None:
    for _ in range(runs):
        worker = claimed(tiny_run())
        for number in range(4):
            assert race(number, worker) == 1
        of_run = {"generation__run": worker}
        assert list(worker.recorded.order_by("number").values_list("number", flat=True)) == [0, 1, 2, 3]
        assert Checkpoint.objects.filter(**of_run).count() == 4
        assert Score.objects.filter(**of_run).count() == 4 * worker.config["population"]


def test_of_eight_who_record_a_generation_at_once_one_does() -> None:
    races(1)


@pytest.mark.faults
def test_of_eight_who_record_a_generation_at_once_one_does_a_hundred_times() -> None:
    races(25)


def again(model: type[Generation | Creature | Checkpoint | Score]) -> Callable[[], object]:
    """Stores a row a second time, past all of the product's code."""
    row = model.objects.latest("pk")
    fields = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    if model is not Checkpoint:
        del fields["id"]
    return lambda: model.objects.bulk_create([model(**fields)])


@pytest.mark.parametrize("model", [Generation, Creature, Checkpoint, Score])
def test_the_database_refuses_a_raw_duplicate(model: type[Generation | Creature | Checkpoint | Score]) -> None:
    recorded_run(generations=2)
    count = model.objects.count()
    with pytest.raises(IntegrityError, match=r"one_\w+_of_a|one_score|pkey"), transaction.atomic():
        again(model)()
    assert model.objects.count() == count
