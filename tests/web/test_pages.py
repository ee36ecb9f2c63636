"""The pages: what they show to whom, in every state of a run, and when there is nothing to show."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from evoweb.runs.models import Checkpoint, Run, State
from tests.web.factories import UserFactory, recorded_run, tiny_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return UserFactory(username="owner")


@pytest.fixture
def browser(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def page(browser: Client, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return response.content.decode()


def props(html: str) -> Any:
    """What the page hands to its island."""
    found = re.search(r'<script id="[\w-]+-props" type="application/json">(.*?)</script>', html)
    assert found
    return json.loads(found[1])


def test_pages_send_a_stranger_to_sign_in() -> None:
    for path in ("/", "/runs/new/", "/runs/1/", "/runs/1/creatures/0-0/", "/runs/1/compare/", "/compare/"):
        response = Client().get(path)
        assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={path}")


def test_the_sign_in_page_names_its_fields_and_its_errors(owner: User) -> None:
    html = Client().post("/accounts/login/", {"username": "owner", "password": "wrong"}).content.decode()
    assert 'name="username"' in html
    assert "Please enter a correct username and password" in html


def test_home_without_runs_has_nothing_to_list(browser: Client) -> None:
    nothing = {"page": {"count": 0, "states": {}, "items": []}, "running": [], "tags": []}
    assert props(page(browser, "/")) == nothing


def test_home_lists_own_and_public_runs_and_nobody_elses(browser: Client, owner: User) -> None:
    tiny_run(owner, name="mine")
    tiny_run(UserFactory(), name="hidden")
    public = tiny_run(UserFactory(), name="shared")
    Run.objects.filter(pk=public.pk).update(public=True)
    listed = props(page(browser, "/"))["page"]["items"]
    assert [(run["name"], run["may_edit"]) for run in listed] == [("shared", False), ("mine", True)]


def test_home_asks_the_database_no_more_for_more_runs(
    browser: Client, owner: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        tiny_run(owner, name=f"run {number}")
    with django_assert_max_num_queries(6):  # session, user, counts, runs, running ones, tags
        page(browser, "/")


@pytest.mark.parametrize("state", list(State))
def test_the_run_page_offers_what_the_state_allows(browser: Client, owner: User, state: State) -> None:
    run = tiny_run(owner)
    Run.objects.filter(pk=run.pk).update(state=state, error="out of memory" if state == State.FAILED else "")
    html = page(browser, f"/runs/{run.pk}/")
    offered = {action for action, hidden in re.findall(r'data-action="(\w+)"( hidden| data-off)?', html) if not hidden}
    assert offered == {
        State.QUEUED: {"pause", "cancel"},
        State.RUNNING: {"pause", "cancel"},
        State.PAUSED: {"resume", "extend", "cancel", "delete"},
        State.DONE: {"extend", "delete"},
        State.FAILED: {"resume", "delete"},
        State.CANCELLED: {"delete"},
    }.get(state, set())
    assert state.label in html
    assert props(html)["error"] == ("out of memory" if state == State.FAILED else "")


def test_the_run_page_of_a_public_run_offers_a_visitor_nothing_but_a_fork(browser: Client) -> None:
    run = recorded_run(UserFactory(), public=True)
    html = page(browser, f"/runs/{run.pk}/")
    assert re.findall(r'data-action="(\w+)"', html) == ["fork"]
    assert "data-action" not in page(Client(), f"/runs/{run.pk}/")
    assert browser.post(f"/runs/{run.pk}/pause/").status_code == 404


def test_a_name_full_of_markup_is_shown_as_text(browser: Client, owner: User) -> None:
    name = "<script>alert(1)</script>"
    run = tiny_run(owner, name=name)
    for path in ("/", f"/runs/{run.pk}/", f"/runs/{run.pk}/compare/"):
        assert "<script>alert" not in page(browser, path)
    assert props(page(browser, f"/runs/{run.pk}/"))["name"] == name


def test_a_run_that_is_gone_or_somebody_elses_is_not_found_in_words(browser: Client) -> None:
    foreign = recorded_run(UserFactory())
    for path in (
        f"/runs/{foreign.pk}/",
        f"/runs/{foreign.pk}/creatures/0-0/",
        f"/runs/{foreign.pk}/compare/",
        "/runs/0/",
    ):
        response = browser.get(path)
        assert response.status_code == 404
        assert "the run or creature may have been deleted" in response.content.decode()


def test_staff_see_every_run() -> None:
    run = recorded_run(UserFactory())
    admin = Client()
    admin.force_login(UserFactory(is_staff=True))
    assert 'data-action="pause"' in page(admin, f"/runs/{run.pk}/")


def test_pause_by_a_plain_form_comes_back_to_the_run(browser: Client, owner: User) -> None:
    run = tiny_run(owner)
    response = browser.post(f"/runs/{run.pk}/pause/", follow=True)
    assert response.redirect_chain == [(f"/runs/{run.pk}/", 302)]
    run.refresh_from_db()
    assert run.state == State.PAUSED


def test_an_action_that_comes_too_late_is_refused_in_words(browser: Client, owner: User) -> None:
    run = recorded_run(owner)
    html = browser.post(f"/runs/{run.pk}/pause/", follow=True).content.decode()
    assert "A run that is done cannot be paused." in html


def test_actions_want_a_post(browser: Client, owner: User) -> None:
    run = tiny_run(owner)
    assert [browser.get(f"/runs/{run.pk}/{action}/").status_code for action in ("pause", "resume", "cancel")] == [
        405
    ] * 3


def test_a_form_without_its_token_is_refused_in_words(owner: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    response = strict.post("/runs/new/", {"name": "forged"})
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()
    assert not Run.objects.exists()


def test_the_replay_page_carries_the_creature_in_the_generation_asked_for(browser: Client, owner: User) -> None:
    run = recorded_run(owner)
    champion = run.recorded.get(number=1).champion
    found = props(page(browser, f"/runs/{run.pk}/creatures/{champion}/?generation=1&frame=5"))
    assert (found["creature"]["name"], found["creature"]["generation"], found["frame"]) == (champion, 1, 5)
    assert found["creature"]["genome"]["nodes"]


def test_a_creature_whose_genome_cannot_be_read_any_more_still_has_its_page(browser: Client, owner: User) -> None:
    run = recorded_run(owner)
    Run.objects.filter(pk=run.pk).update(config=run.config | {"gravity": 5.0})  # as if a version had changed a default
    found = props(page(browser, f"/runs/{run.pk}/creatures/0-0/?generation=0"))["creature"]
    assert (found["name"], found["genome"]) == ("0-0", None)
    assert "another gravity" in found["genome_error"]
    Checkpoint.objects.filter(generation__run=run).update(content=b"spoilt")
    assert "damaged" in props(page(browser, f"/runs/{run.pk}/creatures/0-0/?generation=0"))["creature"]["genome_error"]


@pytest.mark.parametrize("rest", ["9-9/", "x/", "0-0/?generation=77", "0-0/?generation=x", "0-0/?frame=-1"])
def test_a_creature_that_never_lived_is_not_found(browser: Client, owner: User, rest: str) -> None:
    run = recorded_run(owner)
    assert browser.get(f"/runs/{run.pk}/creatures/{rest}").status_code == 404


def test_compare_shows_the_generations_asked_for_or_an_even_choice(browser: Client, owner: User) -> None:
    run = recorded_run(owner)

    def numbers(query: str) -> list[int]:
        return [each["number"] for each in props(page(browser, f"/runs/{run.pk}/compare/{query}"))["generations"]]

    assert numbers("?generations=0,2") == [0, 2]
    assert numbers("?generations=0,99,x") == [0]
    assert numbers("") == [0, 1, 2, 3]


def test_pages_carry_no_script_or_style_of_their_own(browser: Client, owner: User) -> None:
    """The content security policy refuses them."""
    run = recorded_run(owner)
    paths = ["/", "/runs/new/", f"/runs/{run.pk}/", f"/runs/{run.pk}/compare/", f"/runs/{run.pk}/creatures/0-0/"]
    for html in (page(browser, path) for path in paths):
        scripts = re.findall(r"<script([^>]*)>", html)
        assert scripts
        assert all("src=" in script or "application/json" in script for script in scripts)
        assert not re.search(r"<style| style=| on\w+=", html)
