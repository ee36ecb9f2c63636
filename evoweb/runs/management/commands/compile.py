"""manage.py compile: make the engine's time loops for this machine, so that none is made while it serves.

Needs no database. What is compiled already is only looked up.
"""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any

from django.core.management.base import BaseCommand

from simulation.kernel import loading


class Command(BaseCommand):
    """Compile every task with every brain, each in a process of its own, as many at once as there are cores."""

    help = "Compile the time loops for this machine; kept on disk."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        start, targets = time.perf_counter(), loading.targets()
        for done, (task, brain, seconds) in enumerate(compile_all(targets), 1):
            self.stdout.write(f"  {done} of {len(targets)}: {task} with brain {brain}, {seconds:.1f} s")
            self.stdout.flush()
        self.stdout.write(f"Time loops are ready, after {time.perf_counter() - start:.1f} s")


def compile_all(targets: list[tuple[str, str]]) -> Iterator[tuple[str, str, float]]:
    """(task, brain, s it took), each as soon as it is ready; numba holds one core, so processes share the work."""
    processes = min(os.cpu_count() or 1, len(targets))
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:  # torch does not survive a fork
        for done in as_completed([pool.submit(timed_compile, *target) for target in targets]):
            yield done.result()


def timed_compile(task: str, brain: str) -> tuple[str, str, float]:
    """Compile one, or find it on disk."""
    start = time.perf_counter()
    loading.load_one(task, brain)
    return task, brain, time.perf_counter() - start
