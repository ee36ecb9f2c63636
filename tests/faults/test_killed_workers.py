"""kill -9 of workers in the middle of their work: no generation is lost, and no bit is another one."""

import os
import signal
import time
from collections.abc import Collection
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db.models import Sum
from django.db.models.functions import Now

from evoweb.runs.integrity import digest_of
from evoweb.runs.models import Run, State
from tests.faults.conftest import Launch
from tests.processes import Start, is_done, numbers, until, wait_for
from tests.web.factories import evolved_run, tiny_run

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

KILLS = 30
LAST = 90  # generation
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
        self.open.setdefault(run.pk, (time.monotonic(), run.next_generation))

    def look(self) -> None:
        for run in Run.objects.filter(pk__in=self.open):
            killed, generations = self.open[run.pk]
            waited = time.monotonic() - killed
            assert run.state != State.FAILED, run.error
            assert waited < RESUMED_WITHIN_S, f"{run} is not computed {waited:.0f} s after the kill: {vars(run)}"
            if run.next_generation > generations:
                del self.open[run.pk]
                self.taken.append(waited)


def kill_the_worker_that_computes(spared: Collection[int]) -> Run | None:
    """kill -9 of whoever computes a run, other than those spared; the run that was being computed."""
    run = Run.objects.filter(lease_until__gte=Now(), attempts=0).exclude(pk__in=spared).first()
    if run is None:
        return None
    try:
        os.kill(int(run.worker.rpartition(":")[2]), signal.SIGKILL)
    except ProcessLookupError:  # killed before, and its lease lasts still
        return None
    run.refresh_from_db()
    return run


def test_thirty_kills_at_random_moments_change_no_bit(launch: Launch) -> None:
    random, resumptions = Random(5), Resumptions()
    runs = [tiny_run(name=name, generations=LAST, **kind) for name, kind in KINDS.items()]
    moments = sorted(random.sample(range(8, len(runs) * LAST - 20), KILLS))
    launch()
    begin, kills = time.monotonic(), 0
    while moments:
        resumptions.look()
        if Run.objects.aggregate(n=Sum("next_generation"))["n"] >= moments[0]:
            time.sleep(random.uniform(0, 0.2))
            if run := kill_the_worker_that_computes(resumptions.open):
                resumptions.begin(run)
                moments.pop(0)
                kills += 1
        time.sleep(0.01)
    while resumptions.open:
        resumptions.look()
        time.sleep(0.01)
    for run in runs:
        wait_for(run, is_done, PATIENCE_S)
        assert numbers(run) == list(range(LAST + 1))
    took = time.monotonic() - begin
    print(f"{kills} kills in {took:.0f} s; computed again after {max(resumptions.taken):.1f} s at the most")
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
