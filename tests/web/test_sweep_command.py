"""manage.py sweep: trials are runs of the app; interrupted, it goes on."""

import json
import os
import signal
import sys
import threading
from io import StringIO
from statistics import mean, median
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evoweb.runs.deeds.services import cancel_run
from evoweb.runs.management import sweep_trials
from evoweb.runs.management.sweep_space import Done, at_random, by_optuna, parse_space
from evoweb.runs.models import Generation, Run, State
from evoweb.runs.worker import tasks
from simulation.config import RunConfig
from tests.web.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

TINY = {
    "population": 6,
    "generations": 2,
    "seconds": 1,
    "settle": 0,
    "clips_top": 1,
    "clips_random": 0,
    "clips_bottom": 0,
}
SMALL = ["--preset", "quick", *(part for key, value in TINY.items() for part in ("--set", f"{key}={value}"))]


@pytest.fixture(autouse=True)
def _owner() -> None:
    UserFactory(username="sweeper")


def swept(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("sweep", "tiny", "--user", "sweeper", *SMALL, *arguments, "--json", stdout=out)
    report: dict[str, Any] = json.loads(out.getvalue())
    return report


def names() -> list[str]:
    return list(Run.objects.order_by("pk").values_list("name", flat=True))


GRID = ["--here", "--method", "grid", "--vary", "cull=0.3,0.7", "--vary", "mutation_rate=0.1,0.4", "--seeds", "2"]


def test_every_trial_is_a_run_for_each_seed_with_the_settings_of_its_trial():
    report = swept(*GRID)
    assert names() == [f"tiny {trial:03d} seed {seed}" for trial in range(4) for seed in (1, 2)]
    assert set(Run.objects.values_list("state", "owner__username", "preset")) == {(State.DONE, "sweeper", "quick")}
    tried = {(run.config["cull"], run.config["mutation_rate"], run.seed) for run in Run.objects.all()}
    assert tried == {(cull, rate, seed) for cull in (0.3, 0.7) for rate in (0.1, 0.4) for seed in (1, 2)}
    assert len(report["trials"]) == 4


def test_the_objective_is_the_median_over_seeds_of_the_last_champions_held_out_mean():
    report = swept("--here", "--vary", "cull=0.3..0.7", "--trials", "1", "--seeds", "3", "--set", "task=forage")
    lasts = Generation.objects.filter(number=2)
    assert all(len(last.held_out) == 16 for last in lasts)
    assert report["trials"][0]["objective"] == pytest.approx(median(mean(last.held_out) for last in lasts))


def test_trials_are_listed_best_first():
    objectives = [trial["objective"] for trial in swept(*GRID)["trials"]]
    assert objectives == sorted(objectives, reverse=True)


def test_called_again_it_computes_nothing_twice_and_more_trials_are_added():
    first = swept("--here", "--vary", "cull=0.3..0.7", "--trials", "2", "--seeds", "1")
    kept = list(Run.objects.order_by("pk").values_list("pk", "finished"))
    more = swept("--here", "--vary", "cull=0.3..0.7", "--trials", "3", "--seeds", "1")
    assert list(Run.objects.order_by("pk").values_list("pk", "finished"))[:2] == kept
    assert Run.objects.count() == 3
    assert {trial["trial"]: trial for trial in more["trials"] if trial["trial"] < 2} == {
        trial["trial"]: trial for trial in first["trials"]
    }


def test_interrupted_here_its_runs_are_paused_and_the_same_command_finishes_them(monkeypatch: pytest.MonkeyPatch):
    looked = 0
    is_to_go_on = tasks.is_to_go_on

    def interrupted_in_the_second_run(run: Run) -> bool:
        nonlocal looked
        looked += 1
        if looked == 4:  # of three generations each
            os.kill(os.getpid(), signal.SIGTERM)
        return is_to_go_on(run)

    monkeypatch.setattr(tasks, "is_to_go_on", interrupted_in_the_second_run)
    arguments = ["--here", "--vary", "cull=0.3..0.7", "--trials", "2", "--seeds", "2"]
    with pytest.raises(CommandError, match="are paused; the same command goes on"):
        swept(*arguments)
    rows = Run.objects.order_by("pk").values_list("state", "lease_until", "next_generation")
    assert list(rows) == [(State.DONE, None, 3), (State.PAUSED, None, 1)]
    swept(*arguments)
    assert set(Run.objects.values_list("state", "next_generation")) == {(State.DONE, 3)}
    assert Run.objects.count() == 4


def test_without_here_it_waits_for_workers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sweep_trials, "LOOK_EVERY", 0.05)
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            tasks.advance_next_run()
        tasks.connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        report = swept("--vary", "cull=0.3,0.7", "--method", "grid", "--seeds", "1")
    finally:
        over.set()
        worker.join()
    assert [trial["objective"] is not None for trial in report["trials"]] == [True, True]


def test_a_trial_whose_run_was_cancelled_has_no_objective_and_the_sweep_goes_on(monkeypatch: pytest.MonkeyPatch):
    compute = sweep_trials.compute_slice

    def cancelled_first(run: Run) -> None:
        if run.name == "tiny 000 seed 1":
            cancel_run(run, run.owner)
        else:
            compute(run)

    monkeypatch.setattr(sweep_trials, "compute_slice", cancelled_first)
    report = swept("--here", "--vary", "cull=0.3,0.7", "--method", "grid", "--seeds", "1")
    assert [(trial["trial"], trial["objective"] is None) for trial in report["trials"]] == [(1, False), (0, True)]


def test_a_name_that_other_settings_have_is_refused():
    swept("--here", "--vary", "cull=0.3,0.7", "--method", "grid", "--seeds", "1")
    with pytest.raises(CommandError, match="is there with other settings: choose another name"):
        swept("--here", "--vary", "cull=0.4,0.7", "--method", "grid", "--seeds", "1")


def test_optuna_proposes_from_what_was_found_and_resumes_from_the_runs():
    pytest.importorskip("optuna")
    arguments = ["--here", "--method", "optuna", "--vary", "cull=0.3..0.7", "--vary", "selection=rank,truncation"]
    swept(*arguments, "--seeds", "1", "--trials", "2")
    resumed = swept(*arguments, "--seeds", "1", "--trials", "4")
    tried = [trial["settings"] for trial in sorted(resumed["trials"], key=lambda trial: trial["trial"])]
    Run.objects.all().delete()
    whole = swept(*arguments, "--seeds", "1", "--trials", "4")
    assert [trial["settings"] for trial in sorted(whole["trials"], key=lambda trial: trial["trial"])] == tried
    assert all(0.3 <= settings["cull"] <= 0.7 for settings in tried)


def test_optuna_seeks_where_trials_did_well():
    pytest.importorskip("optuna")
    space = parse_space(["cull=0.1..0.9"])
    done: list[Done] = []
    for _ in range(30):
        choices = by_optuna(space, done, 1)
        assert choices is not None
        done.append(Done(choices, -abs(choices["cull"] - 0.7)))
    off = [abs(trial.choices["cull"] - 0.7) for trial in done]
    assert mean(off[20:]) < mean(off[:10]) / 2


def test_without_optuna_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(CommandError, match=r"optuna is not installed: pip install -r requirements-sweep\.txt"):
        swept("--here", "--method", "optuna", "--vary", "cull=0.3..0.7")
    assert not Run.objects.exists()


def test_random_draws_stay_in_their_ranges_and_differ_between_trials():
    space = parse_space(["weight_rate=0.02..1:log", "hidden=2..16", "brain=pure,hybrid"])
    drawn = []
    for number in range(40):
        choices = at_random(space, [Done({}, 0.0)] * number, 0)
        assert choices is not None
        RunConfig.parse(choices)
        drawn.append(choices)
    assert {choices["brain"] for choices in drawn} == {"pure", "hybrid"}
    assert {type(choices["hidden"]) for choices in drawn} == {int}
    assert min(choices["hidden"] for choices in drawn) >= 2
    assert max(choices["hidden"] for choices in drawn) <= 16
    rates = [choices["weight_rate"] for choices in drawn]
    assert 0.02 <= min(rates) < median(rates) < 0.3 < max(rates) <= 1  # even in the logarithm: the middle is 0.14
    assert at_random(space, [], 0) == drawn[0] != at_random(space, [], 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--vary", "graviti=1,2"], "'graviti' is no setting"),
        (["--vary", "seed=1,2"], "'seed' is no setting"),
        (["--vary", "cull"], "must be KEY=VALUE"),
        (["--vary", "cull=0.7..0.3"], "LOW below HIGH"),
        (["--vary", "cull=0..1:log"], "LOW below HIGH"),
        ([], "must name at least one setting"),
        (["--vary", "cull=0.3..0.7", "--method", "grid"], "a grid needs values"),
        (["--vary", "cull=0.3,7", "--method", "grid", "--here"], "cull: must be 0.1"),
        (["--vary", "cull=0.3,0.7", "--seeds", "0"], "--seeds: must be 1 to 20"),
        (["--vary", "cull=0.3,0.7", "--method", "magic"], "--method: must be one of grid, random, optuna"),
        (["--vary", "cull=0.3,0.7", "--user", "nobody"], "There is no user 'nobody'"),
    ],
)
def test_a_mistake_is_refused(arguments: list[str], words: str):
    with pytest.raises(CommandError) as refusal:
        swept("--seeds", "1", *arguments)
    assert words in str(refusal.value)
