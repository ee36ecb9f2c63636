"""/healthz says whether the service can work."""

import pytest
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_answers_200_without_signing_in_while_web_and_database_work(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"web": "ok", "database": "ok"})
    assert "no-store" in response["Cache-Control"]


def test_it_answers_503_while_the_database_is_away_and_200_when_it_is_back(client: Client) -> None:
    there = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        response = client.get("/healthz")
    finally:
        connection.settings_dict["HOST"] = there
    assert (response.status_code, response.json()["database"]) == (503, "away")
    assert client.get("/healthz").status_code == 200
