"""Pausing, resuming and cancelling: what is legal in which state, and what a busy worker may still do."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from evoweb.runs.deeds.resuming import resume_run
from evoweb.runs.deeds.services import cancel_run, pause_run
from evoweb.runs.errors import Refused
from evoweb.runs.models import Run, State
from evoweb.runs.queue import leases
from evoweb.runs.queue.leases import LeaseLost, claim_next, hand_over
from evoweb.runs.worker import tasks
from evoweb.runs.worker.recording import record_generation
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.generation import Generation
from tests.web.factories import UserFactory, claimed, tiny_generations, tiny_run

pytestmark = pytest.mark.django_db

LEGAL = [
    (pause_run, State.PAUSED, {State.QUEUED, State.RUNNING}),
    (resume_run, State.QUEUED, {State.PAUSED, State.FAILED}),
    (cancel_run, State.CANCELLED, {State.QUEUED, State.RUNNING, State.PAUSED}),
]


@pytest.mark.parametrize(("deed", "into", "legal"), LEGAL)
@pytest.mark.parametrize("state", State)
def test_a_deed_is_done_in_its_legal_states_and_refused_in_all_others(
    deed: Callable[[Run], Run], into: State, legal: set[State], state: State
) -> None:
    run = tiny_run()
    Run.objects.filter(pk=run.pk).update(state=state)
    if state in legal:
        assert deed(run, run.owner).state == into
    else:
        with pytest.raises(Refused, match=State(state).label.lower()):
            deed(run, run.owner)
        run.refresh_from_db()
        assert run.state == state


def test_a_paused_run_is_not_computed_until_it_is_resumed() -> None:
    run = tiny_run()
    pause_run(run, run.owner)
    assert claim_next() is None
    resume_run(run, run.owner)
    assert claim_next() == run


def test_the_generation_a_worker_is_computing_when_paused_is_kept_and_no_further_one_begins() -> None:
    run = tiny_run()
    worker = claimed(run)
    pause_run(run, run.owner)
    record_generation(worker, tiny_generations()[0])
    hand_over(worker)
    run.refresh_from_db()
    assert (run.state, run.next_generation, run.lease_until) == (State.PAUSED, 1, None)
    assert claim_next() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("during", [0, 1, 2])
def test_a_worker_stops_at_the_generation_in_which_its_run_is_paused(
    during: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tiny_run()

    def paused_meanwhile(config: RunConfig, checkpoint: bytes | None, founders: bytes | None) -> Iterator[Generation]:
        for generation in evolve(config, checkpoint):
            if generation.number == during:
                pause_run(run, run.owner)
            yield generation

    monkeypatch.setattr(tasks, "evolve", paused_meanwhile)
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.next_generation, run.lease_until) == (State.PAUSED, during + 1, None)


def test_a_run_resumed_while_its_worker_still_computes_goes_on_after_the_slice() -> None:
    run = tiny_run()
    worker = claimed(run)
    pause_run(run, run.owner)
    resume_run(run, run.owner)
    assert claim_next() is None  # the bell comes while the worker has the lease
    record_generation(worker, tiny_generations()[0])
    hand_over(worker)
    again = claim_next()
    assert again == run
    assert again.next_generation == 1


def test_a_cancelled_runs_worker_cannot_write() -> None:
    run = tiny_run()
    worker = claimed(run)
    cancel_run(run, run.owner)
    with pytest.raises(LeaseLost):
        record_generation(worker, tiny_generations()[0])
    hand_over(worker)
    run.refresh_from_db()
    assert (run.state, run.next_generation) == (State.CANCELLED, 0)
    assert run.finished is not None


def test_a_failed_run_can_be_tried_again() -> None:
    run = tiny_run()
    leases.fail_run(claimed(run), "out of memory")
    resume_run(run, run.owner)
    assert (run.state, run.error, run.attempts, run.finished) == (State.QUEUED, "", 0, None)
    assert claim_next() == run


def test_the_pages_buttons_do_it_and_say_why_not(client: Client) -> None:
    owner = UserFactory()
    run = tiny_run(owner)
    client.force_login(owner)
    for deed, state in [("pause", State.PAUSED), ("resume", State.QUEUED), ("cancel", State.CANCELLED)]:
        assert client.post(reverse(f"runs:{deed}", args=[run.pk])).status_code == 302
        run.refresh_from_db()
        assert run.state == state
    refused = client.post(reverse("runs:pause", args=[run.pk]), follow=True)
    assert "cannot be paused" in refused.content.decode()
