"""kill -9 of workers in the middle of their work: no generation is lost, and no bit is another one."""

import os
import signal
import time
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db.models.functions import Now

from evoweb.runs.models import Run, State
from evoweb.runs.reading.integrity import digest_of
from tests.faults.conftest import Launch
from tests.processes import Start, is_done, numbers, until, wait_for
from tests.web.factories import evolved_run, tiny_run

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

KILLS, KILLS_OF_EACH = 30, 8
LAST = 200  # generation; kills fall before 120, so that a fast machine is not through before the last of them
PATIENCE_S = 180.0
RESUMED_WITHIN_S = 60.0
KINDS: dict[str, dict[str, Any]] = {  # all that evolution remembers from one generation to the next
    "plain": {},
    "species of nets": {"brain": "neat", "selection": "speciation", "compatibility_threshold": 0.8},
    "novelty": {"brain": "hybrid", "selection": "novelty"},
    "islands of elites": {"selection": "map_elites", "map_cells": 2, "population": 12, "islands": 2},
}


class Resumptions:
    """How long killed runs took to have their next generation."""

    def __init__(self) -> None:
        self.open: dict[int, tuple[float, int]] = {}  # run → (killed at, s; its generations then)
        self.taken: list[float] = []  # s

    def begin(self, run: Run) -> None:
        run.refresh_from_db()
        self.open[run.pk] = (time.monotonic(), run.next_generation)

    def look(self) -> None:
        for run in Run.objects.filter(pk__in=self.open):
            killed, generations = self.open[run.pk]
            waited = time.monotonic() - killed
            assert run.state != State.FAILED, run.error
            assert waited < RESUMED_WITHIN_S, f"{run} is not computed {waited:.0f} s after the kill: {vars(run)}"
            if run.next_generation > generations:
                del self.open[run.pk]
                self.taken.append(waited)


def kill_its_worker(run: Run) -> bool:
    """kill -9 of the worker that computes a run; False where none does, or has not recorded a generation yet."""
    held = Run.objects.filter(pk=run.pk, lease_until__gte=Now(), attempts=0).first()
    if held is None:
        return False
    try:
        os.kill(int(held.worker.rpartition(":")[2]), signal.SIGKILL)
    except ProcessLookupError:  # it was killed before, and its lease lasts still
        return False
    return True


@pytest.mark.timeout(600)
def test_thirty_kills_at_random_moments_change_no_bit(launch: Launch) -> None:
    random, resumptions = Random(5), Resumptions()
    runs = [tiny_run(name=name, generations=LAST, **kind) for name, kind in KINDS.items()]
    moments = {run.pk: sorted(random.sample(range(4, 120), KILLS_OF_EACH)) for run in runs}  # generations
    launch()
    begin = time.monotonic()
    while any(moments.values()) or resumptions.open:
        resumptions.look()
        for run in runs:
            run.refresh_from_db()
            due = moments[run.pk] and run.next_generation >= moments[run.pk][0] and run.pk not in resumptions.open
            if due:
                time.sleep(random.uniform(0, 0.1))
                if kill_its_worker(run):
                    moments[run.pk].pop(0)
                    resumptions.begin(run)
                assert not is_done(run), "it was through before its last kill"
        time.sleep(0.01)
    for run in runs:
        wait_for(run, is_done, PATIENCE_S)
        assert numbers(run) == list(range(LAST + 1))
    took = time.monotonic() - begin
    print(
        f"{len(resumptions.taken)} kills in {took:.0f} s; computed again after {max(resumptions.taken):.1f} s at most"
    )
    assert len(resumptions.taken) >= KILLS
    for run, kind in zip(runs, KINDS.values(), strict=True):
        assert digest_of(run) == digest_of(evolved_run(generations=LAST, **kind)), run.name


@pytest.mark.parametrize(
    ("point", "last"),
    [
        ("after the claim", 40),
        ("while writing", 40),
        ("before the commit", 40),
        ("after the commit", 40),
        ("before the acknowledgement", 400),  # so many that they take more than one slice
    ],
)
def test_a_kill_at_any_point_changes_no_bit(point: str, last: int, start: Start, tmp_path: Path) -> None:
    kind = {"generations": last, "brain": "neat", "selection": "speciation"}
    mark, run = tmp_path / "killed", tiny_run(**kind)
    start("-m", "tests.faults.wounded_worker", "qcluster", point, "SIGKILL", str(mark))
    start("keep")
    until(mark.exists, lambda: "the worker is not hit", PATIENCE_S)
    start("qcluster")  # as the launcher does, for a worker that seems to have died idle ends its cluster
    run.refresh_from_db()
    killed, generations = mark.stat().st_mtime, run.next_generation
    assert not is_done(run)
    wait_for(run, lambda run: run.next_generation > generations, PATIENCE_S)
    print(f"killed {point}: computed again after {time.time() - killed:.1f} s")
    assert time.time() - killed < RESUMED_WITHIN_S
    wait_for(run, is_done, PATIENCE_S)
    assert numbers(run) == list(range(last + 1))
    assert digest_of(run) == digest_of(evolved_run(**kind))
