"""Stop rules: what ends a run before its last generation, and where the reason stands."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from evoweb.runs.models import Run, State
from evoweb.runs.worker import tasks
from evoweb.runs.worker.recording import record_generation
from simulation.config import RunConfig
from simulation.quality import within_budget
from simulation.stopping import RULES, Progress, stop_after
from tests.web.factories import UserFactory, claimed, recorded_run, tiny_config, tiny_generations, tiny_run

pytestmark = pytest.mark.django_db


def evolved_under(**rules: Any) -> Run:
    """The tiny run under these rules, with the generations that they let it have."""
    run = tiny_run(**rules)
    worker = claimed(run)
    for generation in tiny_generations():
        record_generation(worker, generation)
        run.refresh_from_db()
        if run.state == State.DONE:
            break
    return run


def stopped(config: RunConfig, *figures: Any) -> str:
    stop = stop_after(config, Progress(*figures))
    return stop.rule if stop else ""


def test_without_rules_a_run_ends_with_its_last_generation_and_no_reason() -> None:
    run = evolved_under()
    assert (run.state, run.next_generation, run.reason) == (State.DONE, 4, "")


def test_a_target_ends_the_run_with_the_generation_that_reaches_it() -> None:
    best = [generation.statistics["best"] for generation in tiny_generations()]
    target = (best[0] + max(best)) / 2
    reached = next(number for number, score in enumerate(best) if score >= target)
    assert 0 < reached < 3
    run = evolved_under(stop_target=target)
    assert (run.state, run.next_generation) == (State.DONE, reached + 1)
    assert run.reason == f"Reached {target:.12g} at generation {reached}"
    assert (run.finished is not None, run.lease_until, run.rung) == (True, None, None)


def test_where_layouts_change_it_is_the_held_out_mean_that_has_to_reach_the_target() -> None:
    run = recorded_run(generations=1)
    Run.objects.filter(pk=run.pk).update(best=900.0, held_out_mean=5.0)
    run.refresh_from_db()
    run.config |= {"stop_target": 100.0}
    assert stop_after(run.run_config(), run.progress()) is not None
    run.config |= {"layout_period": 1}
    assert stop_after(run.run_config(), run.progress()) is None


def test_stagnation_is_counted_from_the_generation_of_the_champion() -> None:
    config = tiny_config(generations=100, stop_stagnation=5)
    assert stopped(config, 14, 10, 1.0, 0.0) == ""
    assert stopped(config, 15, 10, 1.0, 0.0) == "stop_stagnation"


def test_a_time_budget_counts_what_was_computed() -> None:
    config = tiny_config(generations=100, stop_minutes=2)
    assert stopped(config, 5, 0, 1.0, 119.9) == ""
    assert stopped(config, 5, 0, 1.0, 120.0) == "stop_minutes"
    run = tiny_run(stop_minutes=2)
    Run.objects.filter(pk=run.pk).update(elapsed_s=200.0)
    record_generation(claimed(run), tiny_generations()[0])
    run.refresh_from_db()
    assert (run.state, run.reason) == (State.DONE, "Computed for 2 min, up to generation 0")


def test_the_last_generation_ends_a_run_by_itself_whatever_the_rules_say() -> None:
    assert stopped(tiny_config(stop_target=1), 3, 3, 50.0, 0.0) == ""


@pytest.mark.django_db(transaction=True)
def test_what_a_worker_computes_while_the_last_generation_is_written_is_not_recorded() -> None:
    run = tiny_run(stop_target=0.001)
    tasks.advance_next_run()
    run.refresh_from_db()
    assert (run.state, run.next_generation, run.recorded.count()) == (State.DONE, 1, 1)
    assert run.reason == "Reached 0.001 at generation 0"


def test_a_stopped_runs_worker_is_handed_nothing_more() -> None:
    run = evolved_under(stop_target=0.001)
    assert run.next_generation == 1
    assert not Run.objects.filter(rung__isnull=False).exists()


def test_a_run_stored_before_there_were_rules_goes_on_without_them() -> None:
    run = tiny_run()
    Run.objects.filter(pk=run.pk).update(config={k: v for k, v in run.config.items() if k not in RULES})
    record_generation(claimed(run), tiny_generations()[0])
    run.refresh_from_db()
    assert run.next_generation == 1


def test_the_reason_stands_on_the_page_in_the_list_and_in_the_api() -> None:
    run = evolved_under(stop_target=0.001)
    client = Client()
    client.force_login(run.owner)
    reason = "Reached 0.001 at generation 0"
    assert client.get(f"/api/runs/{run.pk}").json()["reason"] == reason
    assert client.get("/api/runs").json()["items"][0]["reason"] == reason
    for page in ("/", f"/runs/{run.pk}/"):
        assert reason in client.get(page).content.decode()


def test_the_form_offers_the_rules_switched_off() -> None:
    client = Client()
    client.force_login(UserFactory())
    html = client.get("/runs/new/").content.decode()
    assert "<h2>Stop early</h2>" in html
    assert html.count('placeholder="off"') == len(RULES)


def test_evolve_stops_by_the_same_rules_and_says_why() -> None:
    out = StringIO()
    call_command(
        "evolve", "--preset", "quick", "--set", "population=6", "--set", "seconds=1", "--set", "settle=0",
        "--seed", "4", "--set", "stop_target=0.001", "--json", stdout=out,
    )  # fmt: skip
    *generations, last = map(json.loads, out.getvalue().splitlines())
    assert generations[-1]["best"] >= 0.001
    assert len(generations) < 31
    assert last["reason"] == f"Reached 0.001 at generation {generations[-1]['generation']}"


def test_quality_measures_a_whole_budget_and_stops_by_no_rule() -> None:
    config = within_budget(tiny_config(stop_target=1, stop_stagnation=1, stop_minutes=1), 80)
    assert [getattr(config, rule) for rule in RULES] == [None, None, None]
