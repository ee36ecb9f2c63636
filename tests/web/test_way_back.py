"""A run whose newest generation cannot be read: it says why, and goes on from the last one that can."""

import json
from dataclasses import replace

import pytest
import zstandard
from django.test import Client
from safetensors.numpy import load, save

from evoweb.runs.deeds.resuming import resume_run
from evoweb.runs.engine import engine
from evoweb.runs.models import Checkpoint, Deed, Run, State
from evoweb.runs.reading.integrity import digest_of
from evoweb.runs.reading.stored import sha256_of
from evoweb.runs.worker import tasks
from evoweb.runs.worker.recording import record_generation
from simulation.errors import CheckpointError
from tests.web.factories import claimed, recorded_run, tiny_generations, tiny_run

pytestmark = pytest.mark.django_db(transaction=True)


def spoilt(checkpoint: bytes) -> bytes:
    """The checkpoint with an infinite fitness, as a child with infinite weights left it."""
    raw = zstandard.ZstdDecompressor().decompress(checkpoint)
    length = int.from_bytes(raw[:8], "little")
    tensors = load(raw)
    tensors["population.size"] = tensors["population.size"].copy()
    tensors["population.size"][0, 0] = float("inf")
    return zstandard.ZstdCompressor().compress(save(tensors, json.loads(raw[8 : 8 + length])["__metadata__"]))


def spoil(run: Run, number: int) -> None:
    """Let a stored checkpoint be one that no run can go on from, with a checksum that fits."""
    stored = Checkpoint.objects.get(generation__run=run, generation__number=number)
    stored.content = spoilt(bytes(stored.content))
    stored.sha256 = sha256_of(stored.content)
    stored.save()


@pytest.fixture
def undisturbed() -> str:
    run = recorded_run()
    return digest_of(run)


@pytest.fixture
def damaged_run() -> Run:
    """A run that failed, since the checkpoint of the last of its three generations cannot be read."""
    run = recorded_run(generations=3)
    spoil(run, 2)
    Run.objects.filter(pk=run.pk).update(state=State.FAILED, error="CheckpointError: must be finite", lease_until=None)
    run.refresh_from_db()
    return run


def test_a_generation_that_evolution_could_not_continue_from_is_never_stored() -> None:
    first, second, *_ = tiny_generations()
    worker = claimed(tiny_run())
    record_generation(worker, first)
    unsound = replace(second, making=replace(second.making, checkpoint=lambda: spoilt(second.checkpoint)))
    with pytest.raises(CheckpointError, match=r"population\.size: must be finite"):
        record_generation(worker, unsound)
    worker.refresh_from_db()
    assert worker.next_generation == 1
    assert not worker.recorded.filter(number=1).exists()


def test_a_damaged_run_is_resumed_from_its_last_sound_generation_to_the_undisturbed_bits(
    damaged_run: Run, undisturbed: str
) -> None:
    resume_run(damaged_run, damaged_run.owner)
    damaged_run.refresh_from_db()
    assert (damaged_run.state, damaged_run.next_generation) == (State.QUEUED, 2)
    assert not damaged_run.creatures.filter(born=2).exists()
    back = Deed.objects.get(run=damaged_run, deed="taken back")
    assert back.detail == {"to_generation": 1, "removed": 1}
    while Run.objects.get(pk=damaged_run.pk).state != State.DONE:
        tasks.advance_next_run()
    damaged_run.refresh_from_db()
    assert digest_of(damaged_run) == undisturbed
    whole = recorded_run()
    for field in (
        "best",
        "held_out_mean",
        "champion",
        "champion_generation",
        "evaluations",
        "reused",
        "births",
        "spark",
    ):
        assert getattr(damaged_run, field) == getattr(whole, field), field


def test_where_no_checkpoint_can_be_read_nothing_is_removed(damaged_run: Run) -> None:
    for number in (0, 1):
        spoil(damaged_run, number)
    resume_run(damaged_run, damaged_run.owner)
    tasks.advance_next_run()
    damaged_run.refresh_from_db()
    assert (damaged_run.state, damaged_run.next_generation) == (State.FAILED, 3)
    assert "population.size: must be finite" in damaged_run.error
    assert damaged_run.recorded.count() == 3


def test_a_sound_run_that_failed_loses_nothing_when_it_is_resumed() -> None:
    run = recorded_run(generations=2)
    Run.objects.filter(pk=run.pk).update(state=State.FAILED, lease_until=None)
    run.refresh_from_db()
    resume_run(run, run.owner)
    assert run.recorded.count() == 2
    assert not Deed.objects.filter(run=run, deed="taken back").exists()


def test_a_fork_from_before_the_damage_starts(client: Client, damaged_run: Run) -> None:
    client.force_login(damaged_run.owner)
    body = {"name": "on", "generation": 1, "config": {}}
    assert client.post(f"/api/runs/{damaged_run.pk}/fork", body, content_type="application/json").status_code == 201


def test_while_the_engine_loads_a_failed_run_cannot_be_resumed_and_the_page_says_so(
    client: Client, damaged_run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_is_loaded", False)
    monkeypatch.setattr(engine, "_began", True)
    client.force_login(damaged_run.owner)
    page = client.post(f"/runs/{damaged_run.pk}/resume/", follow=True)
    assert page.status_code == 200
    assert "still loading" in page.content.decode()
    body = {"runs": [damaged_run.pk], "deed": "resume"}
    told = client.post("/api/runs/bulk", body, content_type="application/json").json()["results"][0]
    assert (told["done"], "still loading" in told["why"]) == (False, True)
    damaged_run.refresh_from_db()
    assert (damaged_run.state, damaged_run.next_generation) == (State.FAILED, 3)
