"""So many requests a minute to the API, of a user and of an address; beyond, 429 and when to come again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from evoweb import rate_limit
from evoweb.runs.people.tokens import issue_token
from tests.web.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def minute(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A clock that stands, 20 s into a minute, until it is set."""
    now = [1_200_000_020.0]
    monkeypatch.setattr(rate_limit.time, "time", lambda: now[0])
    cache.clear()
    yield now
    cache.clear()


def program(user: Any = None, address: str = "192.0.2.1") -> Client:
    token = issue_token(user or UserFactory(), "tests")
    return Client(REMOTE_ADDR=address, headers={"Authorization": f"Bearer {token}"})


def statuses(client: Client, count: int) -> list[int]:
    return [client.get("/api/presets").status_code for _ in range(count)]


def test_a_user_may_ask_so_often_a_minute_whatever_tokens_and_addresses_they_use(
    settings: Settings, minute: list[float]
) -> None:
    settings.USER_REQUESTS_A_MINUTE = 3
    user = UserFactory()
    assert statuses(program(user), 2) == [200, 200]
    elsewhere = program(user, "192.0.2.2")
    assert statuses(elsewhere, 2) == [200, 429]
    refused = elsewhere.get("/api/presets")
    assert (refused["Retry-After"], "Too many requests" in refused.json()["detail"]) == ("40", True)
    assert statuses(program(), 1) == [200]
    minute[0] += 40
    assert statuses(elsewhere, 1) == [200]


def test_an_address_may_ask_so_often_a_minute_with_right_keys_and_wrong_ones(
    settings: Settings, minute: list[float]
) -> None:
    settings.ADDRESS_REQUESTS_A_MINUTE = 3
    guessing = Client(REMOTE_ADDR="192.0.2.1", headers={"Authorization": "Bearer guess"})
    assert statuses(guessing, 4) == [401, 401, 401, 429]
    refused = program().get("/api/presets")
    assert (refused.status_code, refused["Retry-After"]) == (429, "40")
    assert statuses(program(address="192.0.2.2"), 1) == [200]


def test_pages_are_not_counted(settings: Settings) -> None:
    settings.ADDRESS_REQUESTS_A_MINUTE = 0
    assert Client().get("/accounts/login/").status_code == 200
    assert Client().get("/healthz").status_code == 200
