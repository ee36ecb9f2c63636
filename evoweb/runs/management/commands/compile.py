"""manage.py compile: make the engine for this machine, so that nothing of it is made while it serves.

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
    """Compile the time loop, brains and tasks, each in a process of its own, as many at once as there are cores."""

    help = "Compile the engine for this machine; kept on disk."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        start, parts = time.perf_counter(), loading.parts()
        for done, (part, seconds) in enumerate(compile_all(parts), 1):
            self.stdout.write(f"  {done} of {len(parts)}: {part}, {seconds:.1f} s")
            self.stdout.flush()
        self.stdout.write(f"The engine is ready, after {time.perf_counter() - start:.1f} s")


def compile_all(parts: list[str]) -> Iterator[tuple[str, float]]:
    """(part, s it took), each as soon as it is ready; numba holds one core, so processes share the work."""
    processes = min(os.cpu_count() or 1, len(parts))
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:  # torch does not survive a fork
        for done in as_completed([pool.submit(timed_compile, part) for part in parts]):
            yield done.result()


def timed_compile(part: str) -> tuple[str, float]:
    """Compile one, or find it on disk."""
    start = time.perf_counter()
    loading.load_part(part)
    return part, time.perf_counter() - start
