"""/healthz says whether the service can work."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_answers_200_without_signing_in_while_web_and_database_work(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"web": "ok", "database": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_it_answers_503_while_the_database_is_away_and_200_when_it_is_back(client: Client) -> None:
    with database_away():
        response = client.get("/healthz")
    assert (response.status_code, response.json()["database"]) == (503, "away")
    assert client.get("/healthz").status_code == 200


def test_a_page_says_that_the_database_is_away_and_when_to_try_again(admin_client: Client) -> None:
    admin_client.raise_request_exception = False
    with database_away():
        page, api = admin_client.get("/"), admin_client.get("/api/runs")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "Nothing is lost" in page.content.decode()
    assert (api.status_code, api.json().keys()) == (503, {"detail"})


def test_an_error_of_ours_is_a_friendly_500(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    admin_client.raise_request_exception = False
    monkeypatch.setattr("evoweb.runs.selectors.run_page", None)
    page = admin_client.get("/")
    assert page.status_code == 500
    assert "Something went wrong" in page.content.decode()


@contextmanager
def database_away() -> Iterator[None]:
    """Meanwhile Django looks for the database where there is none."""
    there = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        yield
    finally:
        connection.settings_dict["HOST"] = there
