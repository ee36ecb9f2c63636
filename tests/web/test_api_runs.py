"""/api/runs and what lies under it, and who may call."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django_q.models import OrmQ
from pytest_django import DjangoAssertNumQueries

from evoweb.runs.models import ApiToken, Run, State
from evoweb.runs.people.tokens import issue_token
from simulation.config import RunConfig
from simulation.presets import PRESETS
from tests.web.factories import TINY, UserFactory, recorded_run, tiny_generations, tiny_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def api(owner: User) -> Client:
    """The owner's program."""
    return Client(headers={"Authorization": f"Bearer {issue_token(owner, 'tests')}"})


def post(api: Client, path: str, body: Any) -> Any:
    return api.post(path, body, content_type="application/json")


def problems_of(response: Any) -> dict[str, str]:
    assert response.status_code == 422, response.content
    return {problem["path"]: problem["message"] for problem in response.json()["problems"]}


# --- Starting


def test_a_run_is_started(api: Client, owner: User) -> None:
    response = post(api, "/api/runs", {"name": "by API", "preset": "quick", "config": TINY})
    assert response.status_code == 201
    summary, run = response.json(), Run.objects.get()
    assert (summary["id"], summary["name"], summary["state"], summary["seed"]) == (run.pk, "by API", "QUEUED", 7)
    assert summary["owner"] == owner.username
    assert run.run_config() == RunConfig.parse(PRESETS["quick"].settings | TINY)


CHOICES = [
    (name, choice)
    for name in ("task", "brain", "selection", "neat_connectivity", "layouts")
    for choice in RunConfig.model_json_schema()["properties"][name]["enum"]
]


@pytest.mark.parametrize(("name", "choice"), CHOICES)
def test_a_run_of_every_choice_is_started_and_read_again(api: Client, name: str, choice: str) -> None:
    settings = TINY | {"brain": "neat", "map_cells": 2, name: choice}
    started = post(api, "/api/runs", {"name": choice, "config": settings})
    assert started.status_code == 201, started.content
    assert api.get(f"/api/runs/{started.json()['id']}").json()["config"][name] == choice


def test_islands_and_what_goes_with_them_are_taken(api: Client) -> None:
    settings = {"islands": 2, "migrants": 1, "fitness_sharing": True, "adaptive_mutation": True, "population": 16}
    started = post(api, "/api/runs", {"name": "isles", "config": TINY | settings})
    assert started.status_code == 201, started.content
    config = api.get(f"/api/runs/{started.json()['id']}").json()["config"]
    assert {name: config[name] for name in settings} == settings


def test_two_launches_at_once_make_two_runs(api: Client) -> None:
    ids = {post(api, "/api/runs", {"name": "twice", "config": TINY}).json()["id"] for _ in range(2)}
    assert len(ids) == 2


BAD_RUNS: list[tuple[Any, str, str]] = [
    ({}, "name", "required"),
    ({"name": ""}, "name", "empty"),
    ({"name": "x" * 101}, "name", "100"),
    ({"name": 5}, "name", "string"),
    ({"name": "a", "preset": "nonsense"}, "preset", "quick"),
    ({"name": "a", "config": {"population": -5}}, "population", "2"),
    ({"name": "a", "config": {"population": 10**9}}, "population", "2 to 100\u2009000"),
    ({"name": "a", "config": {"population": "many"}}, "population", "whole number"),
    ({"name": "a", "config": {"population": 2.5}}, "population", "whole number"),
    ({"name": "a", "config": {"gravity": 0}}, "gravity", "1"),
    ({"name": "a", "config": {"gravity": None}}, "gravity", "number"),
    ({"name": "a", "config": {"colour": "red"}}, "colour", "unknown"),
    ({"name": "a", "config": {"task": "fly"}}, "task", "forage"),
    ({"name": "a", "config": {"min_nodes": 9, "max_nodes": 5}}, "max_nodes", "9"),
    ({"name": "a", "config": []}, "config", "dictionary"),
    ({"name": "a", "config": {"population": 100_000, "layout_count": 16}}, "population", "allowed"),
    ([1], "", "must be an object"),
    ("", "", "required"),
]


@pytest.mark.parametrize(("body", "path", "bound"), BAD_RUNS)
def test_a_bad_run_is_refused_at_its_field_with_the_bound(api: Client, body: Any, path: str, bound: str) -> None:
    found = problems_of(post(api, "/api/runs", body))
    assert bound in found[path]
    assert not Run.objects.exists()
    assert not OrmQ.objects.exists()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_what_is_no_number_is_refused(api: Client, number: str) -> None:
    found = problems_of(post(api, "/api/runs", f'{{"name": "a", "config": {{"gravity": {number}}}}}'))
    assert "must be a number" in found["gravity"]
    assert not Run.objects.exists()


def test_every_problem_of_the_settings_is_listed(api: Client) -> None:
    bad = {"name": "a", "config": {"population": 0, "gravity": 100, "colour": "red"}}
    assert problems_of(post(api, "/api/runs", bad)).keys() == {"population", "gravity", "colour"}


@pytest.mark.parametrize("body", ["{", "\x00", "nonsense"])
def test_a_body_that_is_no_json_is_a_bad_request(api: Client, body: str) -> None:
    assert post(api, "/api/runs", body).status_code == 400


def test_too_many_unfinished_runs_conflict(api: Client, settings: Any) -> None:
    settings.MAX_UNFINISHED_RUNS = 0
    response = post(api, "/api/runs", {"name": "a", "config": TINY})
    assert response.status_code == 409
    assert "0 are allowed" in response.json()["detail"]


# --- Reading


def test_a_run_is_read_with_its_settings(api: Client, owner: User) -> None:
    run = recorded_run(owner)
    read = api.get(f"/api/runs/{run.pk}").json()
    assert read["config"] == run.config
    assert (read["generation"], read["state"], read["best"], read["champion"]) == (3, "DONE", run.best, run.champion)


def test_runs_are_listed_searched_filtered_and_ordered(api: Client, owner: User) -> None:
    done, other = recorded_run(owner), tiny_run(owner, "Swimmer")

    def names(query: str) -> list[str]:
        page = api.get(f"/api/runs?{query}").json()
        assert page["count"] >= len(page["items"])
        return [run["name"] for run in page["items"]]

    assert names("") == [other.name, done.name]
    assert names("order=created") == [done.name, other.name]
    assert names("order=-held-out") == [done.name, other.name]
    assert names("search=swim") == [other.name]
    assert names("state=DONE") == [done.name]
    assert names("limit=1&offset=1") == [done.name]
    assert names("search=nothing") == []


def test_a_long_list_needs_no_more_queries_than_a_short_one(
    api: Client, owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        for _ in range(3):
            tiny_run(owner)
        ApiToken.objects.update(last_used=None)
        with django_assert_num_queries(4):  # token, its use noted, count, runs
            api.get("/api/runs")


@pytest.mark.parametrize("query", ["limit=0", "limit=1000", "offset=-1", "order=colour", "state=ASLEEP", "limit=x"])
def test_a_list_that_cannot_be_asked_for_is_refused_with_its_field(api: Client, query: str) -> None:
    assert problems_of(api.get(f"/api/runs?{query}")).keys() == {query.split("=", maxsplit=1)[0]}


def test_generations_are_read_as_the_engine_counted_them(api: Client, owner: User) -> None:
    run = recorded_run(owner)
    stats = api.get(f"/api/runs/{run.pk}/generations").json()
    for found, evolved in zip(stats, tiny_generations(), strict=True):
        assert found["number"] == evolved.number
        assert {name: found[name] for name in evolved.statistics} == evolved.statistics
    assert [found["number"] for found in api.get(f"/api/runs/{run.pk}/generations?after=1").json()] == [2, 3]
    page = api.get(f"/api/runs/{run.pk}/generations?after=0&limit=2")
    assert [found["number"] for found in page.json()] == [1, 2]
    following = page["Link"].removeprefix("<").removesuffix('>; rel="next"')
    rest = api.get(following)
    assert [found["number"] for found in rest.json()] == [3]
    assert "Link" not in rest
    refused = api.get(f"/api/runs/{run.pk}/generations?limit=1001")
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["path"] == "limit"
    assert api.get(f"/api/runs/{run.pk}/generations/2").json() == stats[2]


def test_creatures_are_listed_filtered_and_ordered(api: Client, owner: User) -> None:
    run, evolved = recorded_run(owner), tiny_generations()[2]
    path = f"/api/runs/{run.pk}/generations/2/creatures"
    page = api.get(path).json()
    assert [row["rank"] for row in page["items"]] == list(range(1, 9))
    survived = int(evolved.survives.sum())
    assert page["counts"] == {"all": 8, "survived": survived, "culled": 8 - survived, "disqualified": 0}
    culled = api.get(f"{path}?filter=culled&order=-rank&limit=2").json()
    assert culled["count"] == 8 - survived
    assert [row["survives"] for row in culled["items"]] == [False, False]
    assert culled["items"][0]["rank"] > culled["items"][1]["rank"]
    for order, key in [("born", "born"), ("nodes", "nodes"), ("streak", "streak")]:
        values = [row[key] for row in api.get(f"{path}?order={order}").json()["items"]]
        assert values == sorted(values, reverse=order != "born")


def test_a_creature_is_read_with_its_genome(api: Client, owner: User) -> None:
    run = recorded_run(owner)
    generation = run.recorded.get(number=3)
    read = api.get(f"/api/runs/{run.pk}/creatures/{generation.champion}").json()
    assert (read["name"], read["generation"], read["rank"]) == (generation.champion, 3, 1)
    assert read["genome"]["format"] == "evoweb-genome/1"
    assert len(read["genome"]["nodes"]) == read["nodes"]
    assert read["held_out"] == generation.held_out
    last = generation.scores.select_related("creature").get(rank=8).creature.name
    assert api.get(f"/api/runs/{run.pk}/creatures/{last}?generation=3").json()["held_out"] is None


@pytest.mark.parametrize(
    "path",
    ["/9", "/9/generations", "/{run}/generations/9", "/{run}/generations/9/creatures", "/{run}/creatures/9-9",
     "/{run}/creatures/nonsense", "/{run}/creatures/0-0?generation=9", "/{run}/creatures/99999999999999999999-1"],
)  # fmt: skip
def test_what_is_not_there_is_404(api: Client, owner: User, path: str) -> None:
    run = recorded_run(owner, generations=1)
    response = api.get("/api/runs" + path.format(run=run.pk).replace("/9", f"/{run.pk + 1}", path.startswith("/9")))
    assert response.status_code == 404
    assert response.json() == {"detail": "Not found"}


# --- Changing


def test_a_run_is_paused_resumed_and_cancelled(api: Client, owner: User) -> None:
    run = tiny_run(owner)
    for deed, state in [("pause", "PAUSED"), ("resume", "QUEUED"), ("cancel", "CANCELLED")]:
        response = api.post(f"/api/runs/{run.pk}/{deed}")
        assert (response.status_code, response.json()["state"]) == (200, state)
    refused = api.post(f"/api/runs/{run.pk}/resume")
    assert refused.status_code == 409
    assert "cancelled cannot be resumed" in refused.json()["detail"]


# --- What the form asks


def test_presets_are_listed_with_settings_that_are_valid(api: Client) -> None:
    presets = api.get("/api/presets").json()
    assert [preset["key"] for preset in presets] == list(PRESETS)
    for preset in presets:
        RunConfig.parse(preset["settings"])


def test_an_estimate_rests_on_the_speed_measured_here(api: Client, owner: User) -> None:
    before = post(api, "/api/estimate", {"config": TINY}).json()
    run = recorded_run(owner)
    after = post(api, "/api/estimate", {"config": TINY}).json()
    assert after["speed"] == run.speed != before["speed"]
    assert after["seconds_per_generation"] >= after["creature_steps_per_generation"] / run.speed
    assert problems_of(post(api, "/api/estimate", {"config": {"population": 1}})).keys() == {"population"}


# --- Keys


def test_the_command_makes_a_token_that_works_until_it_is_revoked(
    owner: User, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_token", owner.username, "notebook")
    token = capsys.readouterr().out.strip()
    stored = ApiToken.objects.get()
    assert token not in str(ApiToken.objects.values().get())
    api = Client(headers={"Authorization": f"Bearer {token}"})
    assert api.get("/api/runs").status_code == 200
    stored.refresh_from_db()
    assert stored.last_used is not None
    ApiToken.objects.update(revoked=stored.last_used)
    assert api.get("/api/runs").status_code == 401


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic dXNlcjpwYXNz"])
def test_nobody_in_particular_is_turned_away(client: Client, header: str) -> None:
    headers = {"Authorization": header}
    assert client.get("/api/runs", headers=headers).status_code == 401
    assert client.post("/api/runs", "{}", content_type="application/json", headers=headers).status_code == 401


def test_a_deactivated_users_token_opens_nothing(api: Client) -> None:
    User.objects.update(is_active=False)
    assert api.get("/api/runs").status_code == 401


def test_a_session_needs_the_csrf_token_to_change_anything(owner: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    assert browser.get("/api/runs").status_code == 200
    run = tiny_run(owner)
    assert browser.post(f"/api/runs/{run.pk}/pause").status_code == 403
    run.refresh_from_db()
    assert run.state == State.QUEUED
    browser.get("/runs/new/")
    token = browser.cookies["evoweb_csrf"].value
    paused = browser.post(f"/api/runs/{run.pk}/pause", headers={"X-CSRFToken": token})
    assert paused.status_code == 200


def test_the_documentation_needs_no_other_site_and_no_inline_script(client: Client, owner: User) -> None:
    assert client.get("/api/docs").status_code == 302
    client.force_login(owner)
    page = client.get("/api/docs")
    text = page.content.decode()
    assert "http://" not in text
    assert "https://" not in text
    assert "<style" not in text
    assert text.count("<script") == text.count("<script src=") + text.count('<script type="application/json"')
    schema = client.get("/api/openapi.json").json()
    assert "population" in schema["components"]["schemas"]["NewRun"]["properties"]["config"]["properties"]
