"""/healthz says whether the service can work."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ
from pytest_django import Settings

from evoweb.runs.models import Keeper, Run
from evoweb.runs.worker.keeper import report
from tests.web.factories import TINY, claimed, tiny_run, worker_slot

pytestmark = pytest.mark.django_db(transaction=True)


def health(client: Client) -> tuple[int, dict[str, str]]:
    response = client.get("/healthz")
    return response.status_code, response.json()


def let_a_bell_hang(queue: str) -> None:
    OrmQ.objects.create(key=queue, payload="", lock=timezone.now() - timedelta(minutes=1))


def test_it_says_without_signing_in_that_everything_answers(client: Client) -> None:
    worker_slot()
    report()
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (
        200,
        {"status": "ok", "web": "ok", "database": "ok", "workers": "ok", "keeper": "ok"},
    )
    assert "no-store" in response["Cache-Control"]


def test_pages_are_up_while_workers_and_keeper_are_silent_and_it_says_so(client: Client) -> None:
    status, said = health(client)
    assert (status, said["status"], said["workers"], said["keeper"]) == (200, "degraded", "silent", "silent")
    worker_slot("alpha")
    worker_slot("beta")
    report()
    let_a_bell_hang("alpha:7")
    assert health(client)[1]["workers"] == "degraded"
    let_a_bell_hang("beta:7")
    assert health(client)[1]["workers"] == "silent"
    Keeper.objects.update(seen=timezone.now() - timedelta(seconds=40))
    assert health(client)[1]["keeper"] == "silent"


def test_a_bell_that_a_worker_took_and_never_answered_counts_from_when_it_took_it(client: Client) -> None:
    slot = worker_slot()
    retry = timedelta(seconds=Conf.RETRY)
    OrmQ.objects.create(key=slot.queue, payload="", lock=timezone.now() + retry - timedelta(seconds=5))
    assert health(client)[1]["workers"] == "ok"
    OrmQ.objects.update(lock=timezone.now() + retry - timedelta(minutes=1))
    assert health(client)[1]["workers"] == "silent"


def test_a_worker_that_computes_is_not_asked_to_answer(client: Client) -> None:
    slot = worker_slot()
    let_a_bell_hang(slot.queue)
    claimed(tiny_run())
    Run.objects.update(worker=slot.name)
    assert health(client)[1]["workers"] == "ok"


def test_it_answers_503_while_the_database_is_away_and_200_when_it_is_back(client: Client) -> None:
    with database_away():
        response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, {"status": "away", "web": "ok", "database": "away"})
    assert client.get("/healthz").status_code == 200


def test_whether_it_lives_and_whether_it_is_ready_are_two_questions(client: Client) -> None:
    with database_away():
        alive, ready = client.get("/livez"), client.get("/readyz")
    assert (alive.status_code, ready.status_code, ready["Retry-After"]) == (200, 503, "5")
    assert [client.get(path).status_code for path in ("/livez", "/readyz")] == [200, 200]


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz"])
def test_a_balancer_asks_by_address(client: Client, path: str, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["evoweb.example"]
    asked = client.get(path, headers={"Host": "10.0.0.7:8000"})
    assert (asked.status_code, "no-store" in asked["Cache-Control"]) == (200, True)
    assert client.get("/accounts/login/", headers={"Host": "10.0.0.7:8000"}).status_code == 400


def test_a_page_says_that_the_database_is_away_and_when_to_try_again(admin_client: Client) -> None:
    admin_client.raise_request_exception = False
    with database_away():
        page, api = admin_client.get("/"), admin_client.get("/api/runs")
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "Nothing is lost" in page.content.decode()
    assert (api.status_code, api.json().keys()) == (503, {"detail"})


def test_a_page_says_that_the_disk_is_full(admin_client: Client) -> None:
    admin_client.raise_request_exception = False
    run = tiny_run()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$; "
            "CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON runs_run EXECUTE FUNCTION full_disk()"
        )
    try:
        body = {"name": "a run", "config": TINY}
        api = admin_client.post("/api/runs", body, content_type="application/json")
        page = admin_client.post(f"/runs/{run.pk}/pause/")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION full_disk CASCADE")
    assert (api.status_code, api.json()) == (503, {"detail": "The disk is full; make room and try again"})
    assert (page.status_code, "The disk is full" in page.content.decode()) == (503, True)


def test_an_error_of_ours_is_a_friendly_500(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    admin_client.raise_request_exception = False
    monkeypatch.setattr("evoweb.runs.reading.lists.home_page", None)
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
