"""/metrics: the System page's figures as Prometheus reads them, for staff."""

import os

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from evoweb.runs.models import ComputeProcess
from evoweb.runs.people.tokens import issue_token
from evoweb.runs.queue.slots import HOST
from evoweb.runs.system.reports import report, state_of_this_process
from evoweb.runs.worker import keeper
from simulation.batch import simulate_batch
from simulation.newborns import newborns
from tests.web.factories import UserFactory, claimed, tiny_config, tiny_run, worker_slot

pytestmark = pytest.mark.django_db
Samples = dict[str, list[tuple[dict[str, str], float]]]


def program(**rights: bool) -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(UserFactory(**rights), 'prometheus')}"})


def scraped() -> Samples:
    """Every sample, by its name, as Prometheus' own parser reads it."""
    response = program(is_staff=True).get("/metrics")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain")
    samples: Samples = {}
    for family in text_string_to_metric_families(response.content.decode()):
        for sample in family.samples:
            samples.setdefault(sample.name, []).append((sample.labels, sample.value))
    return samples


def test_it_opens_to_staff_by_token_and_by_session() -> None:
    assert program(is_staff=True).get("/metrics").status_code == 200
    browser = Client()
    browser.force_login(UserFactory(is_staff=True))
    assert browser.get("/metrics").status_code == 200


def test_it_opens_to_nobody_else() -> None:
    browser = Client()
    browser.force_login(UserFactory())
    assert browser.get("/metrics").status_code == 403
    assert program().get("/metrics").status_code == 403
    nobody = Client().get("/metrics")
    assert (nobody.status_code, nobody["WWW-Authenticate"]) == (401, "Bearer")
    assert Client(headers={"Authorization": "Bearer made-up"}).get("/metrics").status_code == 401


def test_a_wrong_token_is_refused_even_with_a_session_of_staff() -> None:
    browser = Client(headers={"Authorization": "Bearer made-up"})
    browser.force_login(UserFactory(is_staff=True))
    assert browser.get("/metrics").status_code == 401


def test_an_installation_at_rest_is_scraped_too() -> None:
    samples = scraped()
    assert samples["evoweb_leases"] == [({}, 0)]
    assert samples["evoweb_runs_waiting"] == [({}, 0)]
    assert samples["evoweb_retries_total"] == [({}, 0)]
    assert {labels["of"] for labels, _ in samples["evoweb_storage_bytes"]} == {"database", "clips", "checkpoints"}
    assert "evoweb_pool_shards_total" not in samples


def test_what_processes_reported_carries_their_names() -> None:
    config = tiny_config()
    simulate_batch(newborns(config, 20, seed=1), config)
    claimed(tiny_run())
    report(ComputeProcess.Kind.WORKER, timezone.now(), state_of_this_process())
    samples = scraped()
    ((labels, creatures),) = samples["evoweb_pool_creatures_total"]
    assert creatures >= 20
    assert labels["kind"] == "worker"
    assert labels["process"].endswith(f":{os.getpid()}")
    assert samples["evoweb_engine_loaded"] == [(labels, 1)]
    quantiles = {found["quantile"]: value for found, value in samples["evoweb_pool_latency_seconds"]}
    assert 0 < quantiles["0.5"] <= quantiles["0.95"] <= quantiles["0.99"]
    assert samples["evoweb_leases"] == [({}, 1)]


def test_slots_keepers_runs_and_the_disk_are_scraped() -> None:
    slot = worker_slot()
    keeper.report()
    tiny_run()
    samples = scraped()
    assert samples["evoweb_slot_unanswered_seconds"] == [({"slot": slot.queue}, 0)]
    assert samples["evoweb_slot_answers"] == [({"slot": slot.queue}, 1)]
    ((labels, silent),) = samples["evoweb_keeper_silent_seconds"]
    assert (labels, silent < 30) == ({"host": HOST}, True)
    assert ({"state": "queued"}, 1) in samples["evoweb_runs"]
    assert ({"state": "failed"}, 0) in samples["evoweb_runs"]
    ((_, free),) = samples["evoweb_disk_free_bytes"]
    assert free > 0
