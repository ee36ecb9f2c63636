"""One deed with many runs: each is done or refused by itself, and told so."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from evoweb.runs.deeds import together
from evoweb.runs.models import Deed, Run, State
from tests.web.factories import UserFactory, recorded_run, tiny_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory()


@pytest.fixture
def browser(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def bulk(browser: Client, deed: str, runs: list[Any], **more: str) -> Any:
    return browser.post("/api/runs/bulk", {"deed": deed, "runs": runs, **more}, content_type="application/json")


def told(answer: Any) -> dict[int, str]:
    """What each run was told: nothing where it was done."""
    assert answer.status_code == 200, answer.content
    return {found["run"]: found["why"] for found in answer.json()["results"]}


def test_what_can_be_stopped_is_and_each_other_is_told_why_not(owner: User, browser: Client) -> None:
    waiting, done, theirs = tiny_run(owner), recorded_run(owner), recorded_run(generations=1, public=True)
    answer = bulk(browser, "cancel", [waiting.pk, done.pk, theirs.pk, 999_999])
    assert told(answer) == {
        waiting.pk: "",
        done.pk: "A run that is done cannot be cancelled.",
        theirs.pk: "It is gone, or not yours to change.",
        999_999: "It is gone, or not yours to change.",
    }
    states = dict(Run.objects.values_list("pk", "state"))
    assert states == {waiting.pk: State.CANCELLED, done.pk: State.DONE, theirs.pk: State.RUNNING}
    assert answer.json()["results"][0]["summary"]["state"] == "CANCELLED"
    assert answer.json()["results"][3]["summary"] is None
    assert [(deed.run, deed.user) for deed in Deed.objects.filter(deed="cancelled")] == [(waiting, owner)]


def test_runs_are_paused_and_resumed_as_far_as_the_quota_goes(owner: User, browser: Client, settings: Settings) -> None:
    runs = [tiny_run(owner) for _ in range(3)]
    keys = [run.pk for run in runs]
    assert set(told(bulk(browser, "pause", keys)).values()) == {""}
    Run.objects.filter(pk=keys[0]).update(state=State.FAILED)
    settings.MAX_UNFINISHED_RUNS = 2
    refused = told(bulk(browser, "resume", keys))
    assert "2 are allowed" in refused.pop(keys[0])
    assert refused == {keys[1]: "", keys[2]: ""}


def test_runs_that_rest_are_deleted_and_running_ones_are_not(owner: User, browser: Client) -> None:
    done, running = recorded_run(owner), recorded_run(owner, generations=2)
    answer = bulk(browser, "delete", [done.pk, running.pk])
    assert "cancel it first" in told(answer)[running.pk]
    assert list(Run.objects.values_list("pk", flat=True)) == [running.pk]
    assert answer.json()["results"][0] == {"run": done.pk, "done": True, "why": "", "summary": None}


def test_a_tag_is_put_on_all_and_taken_off_again(owner: User, browser: Client) -> None:
    keys = [tiny_run(owner).pk for _ in range(2)]
    assert set(told(bulk(browser, "tag", keys, tag=" Paper ")).values()) == {""}
    assert list(Run.objects.values_list("tags", flat=True)) == [["paper"], ["paper"]]
    told(bulk(browser, "untag", keys[:1], tag="paper"))
    assert [Run.objects.get(pk=key).tags for key in keys] == [[], ["paper"]]


@pytest.mark.parametrize(
    "body",
    [
        {"deed": "explode", "runs": [1]},
        {"deed": "pause", "runs": []},
        {"deed": "pause", "runs": [1] * 201},
        {"deed": "pause", "runs": [-1]},
        {"deed": "pause", "runs": [2**63]},
        {"deed": "pause", "runs": ["all"]},
        {"deed": "tag", "runs": [1]},
        {"deed": "tag", "runs": [1], "tag": "x" * 31},
        {},
    ],
)
def test_a_request_that_makes_no_sense_is_refused_as_a_whole(browser: Client, body: Any) -> None:
    assert browser.post("/api/runs/bulk", body, content_type="application/json").status_code == 422


def test_a_run_named_twice_is_done_once(owner: User, browser: Client) -> None:
    run = tiny_run(owner)
    assert told(bulk(browser, "pause", [run.pk, run.pk])) == {run.pk: ""}


def test_what_there_is_no_time_for_is_told_so(owner: User, browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "PATIENCE_SECONDS", -1.0)
    run = tiny_run(owner)
    assert "no time" in told(bulk(browser, "pause", [run.pk]))[run.pk]
    assert Run.objects.get().state == State.QUEUED
