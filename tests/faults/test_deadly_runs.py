"""A run whose step kills the process that computes it: it fails with its reason, and harms nobody else."""

import time
from pathlib import Path

import pytest

from evoweb.runs.models import Run, State
from evoweb.runs.queue.leases import MAX_ATTEMPTS
from evoweb.runs.reading.integrity import digest_of
from tests.faults.conftest import Launch
from tests.processes import is_done, numbers, wait_for
from tests.web.factories import evolved_run, tiny_run

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

PATIENCE_S = 300.0
DEADLY = """
import os
from dataclasses import replace

from simulation.tasks.forage import FORAGE

TASK = replace(FORAGE, watch=lambda tally, scene: os.abort(), kernel=None)
"""


def test_a_run_that_kills_its_workers_fails_with_its_reason_and_others_are_computed_meanwhile(
    launch: Launch, folder: Path
) -> None:
    tasks = folder / "tasks"
    tasks.mkdir(mode=0o755)
    (tasks / "deadly.py").write_text(DEADLY)
    deadly = tiny_run(name="deadly")
    Run.objects.filter(pk=deadly.pk).update(config=deadly.config | {"task": "deadly"})  # no task of this process
    launch(EVOWEB_TASKS=str(tasks))
    begin = time.monotonic()
    wait_for(deadly, lambda run: run.attempts > 0, PATIENCE_S)
    others = [tiny_run(generations=40) for _ in range(3)]
    for run in others:
        wait_for(run, is_done, PATIENCE_S)
    deadly.refresh_from_db()
    assert deadly.state == State.RUNNING, "it was given up before the others were through"
    wait_for(deadly, lambda run: run.state == State.FAILED, PATIENCE_S)
    print(f"given up {time.monotonic() - begin:.0f} s after the start")
    assert f"{MAX_ATTEMPTS} workers in a row died" in deadly.error
    assert (deadly.attempts, deadly.epoch, deadly.next_generation) == (MAX_ATTEMPTS, MAX_ATTEMPTS + 1, 0)
    later = tiny_run()
    wait_for(later, is_done, PATIENCE_S)
    undisturbed = digest_of(evolved_run(generations=40))
    for run in others:
        assert numbers(run) == list(range(41))
        assert digest_of(run) == undisturbed
