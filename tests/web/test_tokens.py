"""API tokens and the Account page: shown once, stored as hashes, useless once revoked, of a scope."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from evoweb.runs.models import ApiToken, Run, State
from evoweb.runs.people.tokens import issue_token
from tests.web.factories import UserFactory, tiny_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return UserFactory()


@pytest.fixture
def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def program(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


def made(browser: Client, **fields: str) -> str:
    """A token that was made on the page."""
    answer = browser.post("/account/tokens/", {"name": "notebook", "scope": "read"} | fields)
    assert answer.status_code == 201
    token = answer.context["fresh"]
    assert f'value="{token}"' in answer.content.decode()
    return str(token)


def test_a_token_is_shown_once_and_only_its_hash_is_kept(browser: Client) -> None:
    token = made(browser)
    assert program(token).get("/api/runs").status_code == 200
    assert token not in browser.get("/account/").content.decode()
    assert token not in str(ApiToken.objects.values().get())


def test_a_token_that_may_only_read_changes_nothing_and_is_told_so(user: User, browser: Client) -> None:
    run = tiny_run(user)
    reader, writer = program(made(browser)), program(made(browser, scope="write"))
    assert reader.get(f"/api/runs/{run.pk}").status_code == 200
    for path in (f"/api/runs/{run.pk}/cancel", "/api/runs", "/api/simulation/batch", f"/api/runs/{run.pk}/share"):
        refused = reader.post(path, {}, content_type="application/json")
        assert (refused.status_code, "may only read" in refused.json()["detail"]) == (403, True)
    assert Run.objects.get().state == State.QUEUED
    assert writer.post(f"/api/runs/{run.pk}/cancel").status_code == 200


def test_a_revoked_token_and_one_of_an_inactive_user_open_nothing(user: User, browser: Client) -> None:
    first, second = made(browser), made(browser)
    for row in ApiToken.objects.filter(user=user).order_by("-pk")[:1]:
        assert browser.post(f"/account/tokens/{row.pk}/revoke/").status_code == 302
    assert [program(token).get("/api/runs").status_code for token in (first, second)] == [200, 401]
    User.objects.update(is_active=False)
    assert program(first).get("/api/runs").status_code == 401


def test_nobody_revokes_anothers_token(user: User, browser: Client) -> None:
    token = issue_token(UserFactory(), "theirs")
    assert browser.post(f"/account/tokens/{ApiToken.objects.get().pk}/revoke/").status_code == 404
    assert program(token).get("/api/runs").status_code == 200
    assert "theirs" not in browser.get("/account/").content.decode()


def test_a_user_cannot_have_more_tokens_than_allowed(browser: Client, user: User, settings: Settings) -> None:
    settings.MAX_API_TOKENS = 1
    made(browser)
    refused = browser.post("/account/tokens/", {"name": "another", "scope": "read"})
    assert (refused.status_code, ApiToken.objects.count()) == (422, 1)
    assert "can have 1 tokens" in refused.content.decode()
    with pytest.raises(CommandError, match="can have 1 tokens"):
        call_command("create_token", user.username, "another")


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "x" * 121}, {"name": "two\nlines"}, {"scope": "admin"}])
def test_a_name_or_scope_that_will_not_do_makes_no_token(browser: Client, fields: dict[str, str]) -> None:
    answer = browser.post("/account/tokens/", {"name": "notebook", "scope": "read"} | fields)
    assert (answer.status_code, ApiToken.objects.count()) == (422, 0)


def test_the_command_makes_tokens_of_either_scope(user: User) -> None:
    for scope, status in [("read", 403), ("write", 422)]:
        said = StringIO()
        call_command("create_token", user.username, "script", scope=scope, stdout=said)
        client = program(said.getvalue().strip())
        assert client.post("/api/runs", {}, content_type="application/json").status_code == status


def test_the_page_says_when_a_token_was_used_last(browser: Client) -> None:
    token = made(browser)
    assert "never" in browser.get("/account/").content.decode()
    program(token).get("/api/runs")
    assert "never" not in browser.get("/account/").content.decode()


def test_the_page_says_what_is_used_and_allowed(browser: Client, user: User, settings: Settings) -> None:
    settings.MAX_UNFINISHED_RUNS, settings.MAX_CREATURE_STEPS_A_DAY = 12345, None
    tiny_run(user)
    page = browser.get("/account/").content.decode()
    assert "12\N{THIN SPACE}345" in page
    assert "no bound" in page


def test_a_password_is_changed_by_who_knows_it(browser: Client, user: User) -> None:
    user.set_unusable_password()
    user.save()
    browser.force_login(user)
    assert browser.get("/account/password/").status_code == 404  # came in by a link
    user.set_password("correct horse battery")
    user.save()
    browser.force_login(user)
    new = {"new_password1": "staple-of-horses-9", "new_password2": "staple-of-horses-9"}
    assert browser.post("/account/password/", {"old_password": "wrong"} | new).status_code == 200
    assert browser.post("/account/password/", {"old_password": "correct horse battery"} | new).status_code == 302
    assert browser.get("/account/").status_code == 200
    came = Client().post("/accounts/login/", {"username": user.username, "password": "staple-of-horses-9"})
    assert came.status_code == 302
