"""The System page: what processes report of themselves, who may see it, and what is left of the dead."""

import os
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ
from pytest_django import Settings

from evoweb import clients
from evoweb.runs.engine import Engine
from evoweb.runs.models import ComputeProcess, Run
from evoweb.runs.people.tokens import issue_token
from evoweb.runs.queue.leases import ring_again
from evoweb.runs.queue.slots import DEAD_AFTER
from evoweb.runs.system import reports
from evoweb.runs.system.reports import report, state_of_this_process
from evoweb.runs.worker import keeper
from simulation.batch import simulate_batch
from simulation.newborns import newborns
from tests.web.factories import UserFactory, claimed, recorded_run, tiny_config, tiny_run, worker_slot
from tests.web.pools import full_pool

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return signed_in(UserFactory(is_staff=True))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def system(client: Client) -> Any:
    response = client.get("/api/system")
    assert response.status_code == 200, response.content
    return response.json()


def report_now() -> None:
    """What this process would report within two seconds."""
    report(ComputeProcess.Kind.WORKER, timezone.now(), state_of_this_process())


def mine(client: Client) -> Any:
    """What this process is shown to do, after a report."""
    report_now()
    return next(process for process in system(client)["processes"] if process["pid"] == os.getpid())


# --- Proxies


@pytest.fixture
def nobody_noted() -> Iterator[None]:
    clients.unknown_proxies.clear()
    yield
    clients.unknown_proxies.clear()


@pytest.mark.usefixtures("nobody_noted")
def test_a_proxy_that_is_not_trusted_is_told_of_once_and_on_the_page(
    staff: Client, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    forwarded = {"X-Forwarded-For": "198.51.100.1"}
    for _ in range(2):
        Client(REMOTE_ADDR="10.0.0.1").get("/livez", headers=forwarded)
        Client(REMOTE_ADDR="192.0.2.1").get("/accounts/login/", headers=forwarded)
        Client(REMOTE_ADDR="192.0.2.2").get("/accounts/login/")
    assert system(staff)["unknown_proxies"] == ["192.0.2.1"]
    assert [record.args for record in caplog.records if "TRUSTED_PROXIES" in record.message] == [("192.0.2.1",)]
    for number in range(2 * clients.MOST_NOTED):
        Client(REMOTE_ADDR=f"198.51.100.{number}").get("/accounts/login/", headers=forwarded)
    assert len(system(staff)["unknown_proxies"]) == clients.MOST_NOTED


# --- Rights


def test_staff_see_the_page_and_a_link_to_it(staff: Client) -> None:
    assert staff.get("/system/").status_code == 200
    assert 'href="/system/"' in staff.get("/").content.decode()


def test_to_others_it_is_not_allowed_and_not_shown() -> None:
    user = signed_in(UserFactory())
    assert user.get("/system/").status_code == 403
    assert user.get("/api/system").status_code == 403
    assert "/system/" not in user.get("/").content.decode()


def test_who_has_not_signed_in_is_sent_to_sign_in() -> None:
    assert Client().get("/system/")["Location"] == "/accounts/login/?next=/system/"
    assert Client().get("/api/system").status_code == 401


def test_a_token_opens_it_for_staff_alone() -> None:
    def answer(**rights: bool) -> int:
        headers = {"Authorization": f"Bearer {issue_token(UserFactory(**rights), 'tests')}"}
        return Client(headers=headers).get("/api/system").status_code

    assert (answer(is_staff=True), answer()) == (200, 403)


# --- Processes


def test_the_numbers_of_a_pool_at_work_appear(staff: Client) -> None:
    before = mine(staff)["pool"]
    config = tiny_config()
    simulate_batch(newborns(config, 30, seed=1), config)
    after = mine(staff)["pool"]
    assert after["creatures"] - before["creatures"] == 30
    assert after["shards"] > before["shards"]
    assert 0 < after["latency_p50_s"] <= after["latency_p95_s"] <= after["latency_p99_s"]
    assert (after["active"], after["queue_depth"]) == (0, 0)
    assert after["threads"] >= 1


def test_refusals_of_a_full_pool_are_counted(staff: Client) -> None:
    before = mine(staff)["pool"]["refusals"]
    user = Client(headers={"Authorization": f"Bearer {issue_token(UserFactory(), 'tests')}"})
    with full_pool():
        turned_away = user.post("/api/genetics/generate", {}, content_type="application/json")
    assert turned_away.status_code == 429
    assert mine(staff)["pool"]["refusals"] > before


def test_a_process_that_is_still_loading_says_so(staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = Engine()
    monkeypatch.setattr(reports, "engine", fresh)
    with fresh._work:  # it goes on loading
        fresh.begin()
        assert mine(staff)["engine"] == {"state": "loading", "error": "", "backends": []}


def test_a_loaded_process_says_how_long_each_backend_took(staff: Client) -> None:
    engine = mine(staff)["engine"]
    assert engine["state"] == "loaded"
    assert {backend["name"] for backend in engine["backends"]} >= {"torch"}
    assert all(backend["seconds"] >= 0 and backend["error"] == "" for backend in engine["backends"])


def test_a_process_that_fell_silent_vanishes(staff: Client) -> None:
    silent = timezone.now() - DEAD_AFTER - timedelta(seconds=1)
    ComputeProcess.objects.create(
        kind="worker", host="alpha", pid=1, started=silent, seen=silent, **state_of_this_process()
    )
    assert system(staff)["processes"] == []
    report_now()
    assert [process.pid for process in ComputeProcess.objects.all()] == [os.getpid()]


def test_a_process_reports_over_and_over_in_one_row(staff: Client) -> None:
    report_now()
    first = ComputeProcess.objects.get()
    report_now()
    again = ComputeProcess.objects.get()
    assert again.seen >= first.seen
    assert again.pk == first.pk


def test_slots_and_keepers_are_shown_with_how_long_they_have_been_silent(staff: Client) -> None:
    worker_slot()
    keeper.report()
    OrmQ.objects.create(key="elsewhere:7", payload="", lock=timezone.now() - timedelta(minutes=1))
    state = system(staff)
    (slot,), (found,) = state["slots"], state["keepers"]
    assert (slot["queue"], slot["answers"], slot["unanswered_s"] >= 60) == ("elsewhere:7", False, True)
    assert (found["pid"], found["answers"], found["silent_s"] < 30) == (os.getpid(), True, True)


# --- Leases and the queue


def test_a_lease_names_its_run_its_worker_and_its_end(staff: Client) -> None:
    run = claimed(tiny_run(name="held"))
    tiny_run(name="waits")
    report_now()
    state = system(staff)
    (lease,) = state["leases"]
    assert (lease["run"], lease["name"], lease["owner"]) == (run.pk, "held", run.owner.username)
    assert (lease["generation"], lease["attempts"]) == (0, 1)
    assert lease["until"] > state["now"]
    assert state["queue"]["runs_waiting"] == 1
    (process,) = state["processes"]
    assert process["run"] == run.pk
    assert lease["worker"] == f"{process['host']}:{process['pid']}"


def test_messages_of_the_queue_are_counted_by_whether_a_worker_took_them(
    staff: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        worker_slot("alpha")
        worker_slot("beta")
        tiny_run()
    queue = system(staff)["queue"]
    assert (queue["bells_waiting"], queue["bells_taken"]) == (2, 0)
    taken = OrmQ.objects.first()
    OrmQ.objects.filter(pk=taken.pk).update(lock=timezone.now() + timedelta(hours=1))
    queue = system(staff)["queue"]
    assert (queue["bells_waiting"], queue["bells_taken"]) == (1, 1)


def test_a_generation_begun_again_is_counted_for_good(staff: Client) -> None:
    recorded = recorded_run(generations=1)
    Run.objects.filter(pk=recorded.pk).update(lease_until=None, rung=None)
    assert system(staff)["queue"]["retries"] == 0
    ring_again()
    dying = claimed(recorded)
    assert system(staff)["queue"]["retries"] == 0  # the first worker of a generation is no second try
    Run.objects.filter(pk=dying.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    ring_again()
    claimed(recorded)
    assert system(staff)["queue"]["retries"] == 1


def test_storage_and_versions_are_the_installations_own(staff: Client) -> None:
    recorded_run()
    state = system(staff)
    assert state["storage"]["database"] > state["storage"]["clips"] > 0
    assert state["storage"]["checkpoints"] > 0
    assert set(state["versions"]) == {"Engine", "torch", "numba", "Python", "Postgres"}
    assert all(said[0].isdigit() for said in state["versions"].values())
