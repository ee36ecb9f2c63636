"""Runs side by side: whose, what differs, curves and their totals, bounded however many there are; kept columns."""

import csv
import json
import statistics
from importlib import import_module
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from evoweb.runs.deeds.forking import fork_run
from evoweb.runs.models import ColumnSet, Run
from evoweb.runs.people.columns import MOST_SETS
from evoweb.runs.reading.comparison import compared, thinned
from evoweb.runs.reading.run_table import COLUMNS
from evoweb.runs.schemas.comparison import MOST_RUNS
from tests.web.factories import UserFactory, evolved_run, many_runs, recorded_run, tiny_run
from tests.web.test_pages import props

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def browser(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def sent(browser: Client, method: str, path: str, body: Any = None) -> Any:
    return browser.generic(method, path, json.dumps(body), content_type="application/json")


def asked(browser: Client, *runs: int) -> Any:
    response = browser.get("/api/comparison", {"runs": ",".join(map(str, runs))})
    assert response.status_code == 200, response.content
    return response.json()


def test_runs_that_one_may_not_see_are_left_out_and_named(browser: Client, owner: User) -> None:
    mine, hidden, shared = recorded_run(owner), recorded_run(), recorded_run(public=True)
    found = asked(browser, shared.pk, hidden.pk, mine.pk, 987654)
    assert [run["id"] for run in found["runs"]] == [shared.pk, mine.pk]
    assert found["left_out"] == [hidden.pk, 987654]


def test_only_settings_that_differ_stand_at_each_run_and_the_seed_is_none(browser: Client, owner: User) -> None:
    runs = [tiny_run(owner, seed=1), tiny_run(owner, seed=2, cull=0.7)]
    found = asked(browser, *(run.pk for run in runs))
    assert [run["settings"] for run in found["runs"]] == [{"cull": 0.5}, {"cull": 0.7}]
    assert [run["seed"] for run in found["runs"]] == [1, 2]
    assert found["same"]["population"] == 8
    assert found["same"]["starts_from"] == "newborns"
    assert "seed" not in found["same"]


def test_a_fork_does_not_pass_for_a_run_of_equal_settings(browser: Client, owner: User) -> None:
    run = recorded_run(owner)
    fork = fork_run(run, 3, owner, "fork", {})
    starts = [one["settings"]["starts_from"] for one in asked(browser, run.pk, fork.pk)["runs"]]
    assert starts[0] == "newborns"
    assert starts[1].startswith("given creatures ")


def test_curves_say_what_was_computed_by_each_generation(browser: Client, owner: User) -> None:
    run = evolved_run(owner)
    (found,) = asked(browser, run.pk)["runs"]
    curve, recorded = found["curve"], list(run.recorded.order_by("number"))
    totals, seconds = 0, 0.0
    for place, generation in enumerate(recorded):
        totals += generation.statistics["evaluations"]
        seconds += generation.statistics["wall_s"]
        assert curve["generation"][place] == generation.number
        assert curve["evaluations"][place] == totals
        assert curve["seconds"][place] == pytest.approx(seconds)
        for figure in ("best", "mean", "median", "held_out_mean"):
            assert curve[figure][place] == pytest.approx(generation.statistics[figure], rel=1e-6)
    assert (totals, seconds) == (run.evaluations, pytest.approx(run.elapsed_s))
    champion = run.recorded.get(number=run.champion_generation)
    assert found["held_out"]["mean"] == pytest.approx(run.held_out_mean)
    assert found["held_out"]["deviation"] == pytest.approx(statistics.stdev(champion.held_out))
    assert found["held_out"]["layouts"] == len(champion.held_out) == 16


def test_a_run_without_a_generation_has_an_empty_curve(browser: Client, owner: User) -> None:
    (found,) = asked(browser, tiny_run(owner).pk)["runs"]
    assert found["held_out"] is None
    assert found["generation"] is None
    assert set(map(len, found["curve"].values())) == {0}


def test_long_curves_are_thinned_evenly_to_their_ends() -> None:
    assert thinned(5, 16) == [0, 1, 2, 3, 4]
    some = thinned(10_000, 20)
    assert len(some) == 20
    assert (some[0], some[-1]) == (0, 9999)
    assert max(b - a for a, b in pairwise(some)) <= 527


def test_a_thousand_runs_are_compared_in_a_few_queries(
    owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    runs = many_runs(owner, MOST_RUNS, generations=30)
    with django_assert_num_queries(4):  # runs, whom they start from, champions, curves
        found = compared(owner, [run.pk for run in runs])
    assert len(found.runs) == MOST_RUNS
    assert sum(len(run.curve.generation) for run in found.runs) == 20 * MOST_RUNS
    assert all(run.curve.generation[-1] == 29 for run in found.runs)
    assert {tuple(run.settings) for run in found.runs} == {("cull",)}


def test_more_runs_than_can_be_compared_are_refused_in_words(browser: Client) -> None:
    response = browser.get("/api/comparison", {"runs": ",".join(map(str, range(MOST_RUNS + 1)))})
    assert response.status_code == 422
    assert response.json()["problems"] == [{"path": "runs", "message": "must be at most 1000, and 1001 are named"}]
    for wrong in ("", "1,", "a", "1;2", "-1"):
        assert browser.get("/api/comparison", {"runs": wrong}).status_code == 422


def test_the_table_is_a_file_whose_cells_no_spreadsheet_reckons_with(browser: Client, owner: User) -> None:
    runs = [recorded_run(owner), tiny_run(owner, name="=1+1", cull=0.7), recorded_run()]
    response = browser.get(
        "/api/comparison.csv",
        {"runs": ",".join(str(run.pk) for run in runs), "columns": "name,best,settings.cull,settings.fitness_sharing"},
    )
    assert response["Content-Disposition"] == 'attachment; filename="runs.csv"'
    rows = list(csv.reader(response.content.decode("utf-8-sig").splitlines()))
    assert rows == [
        ["Run", "In its generation", "Culled share", "Fitness sharing"],
        ["tiny", str(runs[0].best), "0.5", "off"],
        ["'=1+1", "", "0.7", "off"],
    ]
    for wrong in ("name,nonsense", ",".join(["name"] * 201)):
        assert browser.get("/api/comparison.csv", {"runs": "1", "columns": wrong}).status_code == 422


def test_every_column_of_the_table_has_a_title_and_a_cell(browser: Client, owner: User) -> None:
    run = recorded_run(owner)
    response = browser.get("/api/comparison.csv", {"runs": run.pk, "columns": ",".join(COLUMNS)})
    titles, cells = csv.reader(response.content.decode("utf-8-sig").splitlines())
    assert titles == list(COLUMNS.values())
    assert dict(zip(COLUMNS, cells, strict=True))["id"] == str(run.pk)


def test_the_page_offers_runs_to_choose_by_tag_and_preset_of_those_one_may_see(browser: Client, owner: User) -> None:
    assert "Nothing to compare yet" in browser.get("/compare/").content.decode()
    recorded_run(owner, tags=["good", "old"], preset="quick")
    recorded_run(tags=["hidden"], preset="walker")
    found = props(browser.get("/compare/?runs=3,1,x,3").content.decode())
    assert (found["tags"], found["presets"], found["runs"]) == (["good", "old"], ["quick"], [3, 1])
    assert set(found["settings"]) >= {"population", "starts_from", "engine_version"}


def test_the_run_whose_generations_are_shown_stands_in_the_choice_however_old_it_is(
    browser: Client, owner: User
) -> None:
    old = recorded_run(owner)
    many_runs(owner, 201, generations=1)
    found = props(browser.get(f"/runs/{old.pk}/compare/").content.decode())["runs"]
    assert found[0]["id"] == old.pk
    assert len(found) == len({run["id"] for run in found}) > 200


def test_runs_are_found_by_tag_and_preset(browser: Client, owner: User) -> None:
    one = recorded_run(owner, tags=["good"], preset="quick")
    recorded_run(owner, tags=["better"])
    for query in ({"tag": "good"}, {"preset": "quick"}, {"tag": "good", "preset": "quick", "state": "DONE"}):
        assert [run["id"] for run in browser.get("/api/runs", query).json()["items"]] == [one.pk]


def test_columns_are_kept_renamed_changed_and_deleted(browser: Client, owner: User) -> None:
    kept = sent(browser, "POST", "/api/column-sets", {"name": "scores", "columns": ["name", "best"]}).json()
    address = f"/api/column-sets/{kept['id']}"
    changed = {"name": "costs", "columns": ["name", "evaluations", "settings.cull"]}
    assert sent(browser, "PUT", address, changed).json() == {"id": kept["id"], **changed}
    assert browser.get("/api/column-sets").json() == [{"id": kept["id"], **changed}]
    assert sent(browser, "DELETE", address).status_code == 204
    assert browser.get("/api/column-sets").json() == []


def test_columns_of_others_do_not_exist(browser: Client) -> None:
    others = ColumnSet.objects.create(user=UserFactory(), name="theirs", columns=["name"])
    body = {"name": "mine", "columns": ["best"]}
    assert browser.get("/api/column-sets").json() == []
    assert sent(browser, "PUT", f"/api/column-sets/{others.pk}", body).status_code == 404
    assert sent(browser, "DELETE", f"/api/column-sets/{others.pk}").status_code == 404
    assert ColumnSet.objects.get().columns == ["name"]


def test_a_name_is_kept_once_and_kept_columns_are_bounded(browser: Client, owner: User) -> None:
    body = {"name": "scores", "columns": ["best"]}
    assert sent(browser, "POST", "/api/column-sets", body).status_code == 201
    assert sent(browser, "POST", "/api/column-sets", body).status_code == 409
    ColumnSet.objects.bulk_create(ColumnSet(user=owner, name=f"{n}", columns=["best"]) for n in range(MOST_SETS - 1))
    assert sent(browser, "POST", "/api/column-sets", body | {"name": "one more"}).status_code == 409
    for wrong in ({"name": ""}, {"name": "a\nb"}, {"columns": []}, {"columns": ["=x"]}, {"columns": ["a"] * 201}):
        assert sent(browser, "POST", "/api/column-sets", body | wrong).status_code == 422


def test_totals_of_generations_that_an_earlier_version_stored_are_added_up(owner: User) -> None:
    run = evolved_run(owner)
    totals = list(run.recorded.order_by("number").values_list("evaluations_so_far", "elapsed_so_far_s"))
    run.recorded.update(evaluations_so_far=0, elapsed_so_far_s=0)
    with connection.cursor() as cursor:
        cursor.execute(import_module("evoweb.runs.migrations.0008_totals_of_generations").ADD_UP)
    added = list(run.recorded.order_by("number").values_list("evaluations_so_far", "elapsed_so_far_s"))
    assert [one for one, _ in added] == [one for one, _ in totals]
    assert [one for _, one in added] == pytest.approx([one for _, one in totals])
    assert Run.objects.get(pk=run.pk).evaluations == added[-1][0]
