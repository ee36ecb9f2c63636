"""Somebody who queues many runs does not keep others waiting."""

import time

import pytest

from tests.faults.conftest import Launch
from tests.processes import wait_for
from tests.web.factories import UserFactory, tiny_run

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

BEGUN_WITHIN_S = 60.0
PATIENCE_S = 180.0
WITHOUT_END = 100_000  # generations


def test_four_who_queue_one_run_each_see_their_first_generation_within_a_minute_of_somebodys_twenty(
    launch: Launch,
) -> None:
    eager = UserFactory()
    many = [tiny_run(eager, name=f"one of many {number}", generations=WITHOUT_END) for number in range(20)]
    launch()
    wait_for(many[2], lambda run: run.next_generation > 0, PATIENCE_S)  # the queue is in full swing
    queued = time.monotonic()
    few = [tiny_run(UserFactory(), name="the only one", generations=WITHOUT_END) for _ in range(4)]
    waited = []
    for run in few:
        wait_for(run, lambda run: run.next_generation > 0, PATIENCE_S)
        waited.append(time.monotonic() - queued)
    print("first generations after", *(f"{seconds:.1f} s" for seconds in waited))
    assert max(waited) < BEGUN_WITHIN_S
