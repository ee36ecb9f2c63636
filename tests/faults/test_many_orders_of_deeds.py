"""Hundreds of orders of what people, workers and mishaps do to runs (tests/life_of_runs.py)."""

import pytest

from tests.life_of_runs import try_orders


@pytest.mark.faults
@pytest.mark.timeout(900)
@pytest.mark.django_db(transaction=True)
def test_in_hundreds_of_orders_no_run_is_in_a_state_that_it_may_not_be_in() -> None:
    try_orders(500)
