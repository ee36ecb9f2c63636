"""Extending a run: it goes on from where it was, to the bits of a run that had the longer budget from the start."""

from typing import Any

import pytest
from django.test import Client, override_settings

from evoweb.runs.deeds.extending import extend_run
from evoweb.runs.deeds.services import cancel_run, pause_run
from evoweb.runs.errors import Refused
from evoweb.runs.models import Checkpoint, Deed, Run, State
from evoweb.runs.queue.leases import LeaseLost
from evoweb.runs.worker import tasks
from evoweb.runs.worker.recording import record_generation
from simulation.errors import ConfigError
from tests.web.factories import (
    UserFactory,
    bits_of,
    claimed,
    evolved_run,
    recorded_run,
    tiny_generations,
    tiny_run,
)

pytestmark = pytest.mark.django_db


def problems_of(run: Run, **changes: Any) -> dict[str, str]:
    with pytest.raises(ConfigError) as refusal:
        extend_run(run, run.owner, changes)
    before = run.state
    run.refresh_from_db()
    assert run.state == before
    return dict(refusal.value.problems)


def all_bits(run: Run) -> list[dict[str, bytes]]:
    kept = Checkpoint.objects.filter(generation__run=run).order_by("generation__number")
    return [bits_of(bytes(content)) for content in kept.values_list("content", flat=True)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("brain", ["none", "pure", "hybrid", "neat"])
def test_an_extended_run_has_the_bits_of_one_that_was_longer_from_the_start(brain: str) -> None:
    settings = {"brain": brain, "selection": "speciation", "layout_period": 2, "adaptive_mutation": True}
    settings |= {"adaptive_window": 2}
    undisturbed = evolved_run(generations=6, **settings)
    run = evolved_run(generations=2, **settings)
    assert (run.state, run.next_generation) == (State.DONE, 3)
    extend_run(run, run.owner, {"generations": 6})
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.next_generation, run.error) == (State.DONE, 7, "")
    assert all_bits(run) == all_bits(undisturbed)
    assert (run.best, run.champion, run.held_out_mean) == (
        undisturbed.best, undisturbed.champion, undisturbed.held_out_mean
    )  # fmt: skip
    assert run.spark == undisturbed.spark


def test_it_is_queued_with_nothing_left_of_its_end() -> None:
    run = recorded_run()
    Run.objects.filter(pk=run.pk).update(reason="Reached 5 at generation 3", config=run.config | {"stop_target": 5.0})
    extend_run(run, run.owner, {"generations": 9, "stop_target": None})
    run.refresh_from_db()
    assert (run.state, run.reason, run.finished, run.attempts) == (State.QUEUED, "", None, 0)
    assert (run.config["generations"], run.config["stop_target"]) == (9, None)
    assert claimed(run).next_generation == 4


def test_the_audit_trail_says_what_changed() -> None:
    run = recorded_run()
    extend_run(run, run.owner, {"generations": 9, "stop_stagnation": 50})
    deed = Deed.objects.filter(run=run).latest("pk")
    assert (deed.deed, deed.user, deed.detail) == ("extended", run.owner, {"generations": 9, "stop_stagnation": 50})


@pytest.mark.parametrize("state", State)
def test_a_run_that_is_done_or_paused_can_be_extended_and_no_other(state: State) -> None:
    run = recorded_run()
    Run.objects.filter(pk=run.pk).update(state=state)
    if state in (State.DONE, State.PAUSED):
        assert extend_run(run, run.owner, {"generations": 9}).state == State.QUEUED
    else:
        with pytest.raises(Refused, match=f"{state.label.lower()} cannot be extended"):
            extend_run(run, run.owner, {"generations": 9})


def test_generations_that_are_recorded_already_are_refused_with_the_bound() -> None:
    run = recorded_run()
    message = "must be at least 4: generations 0 to 3 are recorded"
    assert problems_of(run, generations=3) == {"generations": message}
    assert problems_of(run, generations=10**7) == {"generations": "must be 1 to 1\u2009000\u2009000"}


def test_a_rule_that_would_end_the_run_at_once_is_named() -> None:
    run = recorded_run()
    assert run.best is not None
    target = max(run.best / 2, 0.001)
    assert "would end the run at once: Reached" in problems_of(run, generations=9, stop_target=target)["stop_target"]
    Run.objects.filter(pk=run.pk).update(elapsed_s=600.0)
    assert "would end the run at once" in problems_of(run, generations=9, stop_minutes=10)["stop_minutes"]
    extend_run(run, run.owner, {"generations": 9, "stop_minutes": 11})


def test_other_settings_are_fixed() -> None:
    found = problems_of(recorded_run(), generations=9, gravity=3.0, nonsense=1)
    assert set(found) == {"gravity", "nonsense"}
    assert "fixed since the run began" in found["gravity"]


def test_it_may_not_cost_more_than_a_run_may() -> None:
    run = recorded_run()
    with override_settings(MAX_RUN_CREATURE_STEPS=8 * 240 * 5):
        assert "creature-steps in all" in problems_of(run, generations=40)["generations"]


def test_an_owner_with_as_many_unfinished_runs_as_allowed_cannot_have_one_more_by_extending() -> None:
    run = recorded_run()
    tiny_run(run.owner)
    with override_settings(MAX_UNFINISHED_RUNS=1), pytest.raises(Refused, match="unfinished"):
        extend_run(run, run.owner, {"generations": 9})


def test_a_worker_that_still_computes_under_the_old_budget_cannot_end_the_extended_run() -> None:
    run = recorded_run(generations=3)
    Run.objects.filter(pk=run.pk).update(lease_until=None, rung=run.created)
    worker = claimed(run)
    pause_run(run, run.owner)
    extend_run(run, run.owner, {"generations": 9})
    with pytest.raises(LeaseLost):
        record_generation(worker, tiny_generations()[3])
    assert claimed(run).next_generation == 3


def test_by_api() -> None:
    run = recorded_run()
    client = Client()
    client.force_login(run.owner)
    url = f"/api/runs/{run.pk}/extend"
    refused = client.post(url, {"config": {"generations": 2}}, content_type="application/json")
    assert (refused.status_code, refused.json()["problems"][0]["path"]) == (422, "generations")
    answer = client.post(url, {"config": {"generations": 8}}, content_type="application/json")
    assert (answer.status_code, answer.json()["state"], answer.json()["generations"]) == (200, "QUEUED", 8)
    again = client.post(url, {"config": {"generations": 8}}, content_type="application/json")
    assert (again.status_code, again.json()["detail"]) == (409, "A run that is queued cannot be extended.")


def test_by_the_form_whose_mistakes_stand_at_their_fields() -> None:
    run = recorded_run()
    client = Client()
    client.force_login(run.owner)
    url = f"/runs/{run.pk}/extend/"
    assert "Generations 0 to 3 are kept" in client.get(url).content.decode()
    refused = client.post(url, {"generations": "3", "stop_target": "x"})
    assert refused.status_code == 422
    assert "Must be a number, 0.001 to 1\u2009000\u2009000" in refused.content.decode()
    done = client.post(url, {"generations": "8", "stop_stagnation": "40"})
    assert (done.status_code, done["Location"]) == (302, f"/runs/{run.pk}/")
    run.refresh_from_db()
    assert (run.state, run.config["generations"], run.config["stop_stagnation"]) == (State.QUEUED, 8, 40)
    cancel_run(run, run.owner)
    too_late = client.post(url, {"generations": "9"})
    assert "cancelled cannot be extended" in too_late.content.decode()


def test_only_who_may_change_the_run_may_extend_it() -> None:
    run = recorded_run(public=True)
    client = Client()
    client.force_login(UserFactory())
    assert client.get(f"/runs/{run.pk}/extend/").status_code == 404
    assert client.post(f"/runs/{run.pk}/extend/", {"generations": "8"}).status_code == 404
    answer = client.post(f"/api/runs/{run.pk}/extend", {"config": {}}, content_type="application/json")
    assert answer.status_code == 404
