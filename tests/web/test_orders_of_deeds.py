"""Whatever people, workers and mishaps do to runs, and in whatever order; 2 000 orders in tests/faults."""

import pytest

from tests.life_of_runs import try_orders


@pytest.mark.django_db(transaction=True)
def test_in_whatever_order_people_workers_and_mishaps_come_no_run_is_in_a_state_that_it_may_not_be_in() -> None:
    try_orders(30)
