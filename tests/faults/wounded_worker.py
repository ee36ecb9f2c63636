"""`python -m tests.faults.wounded_worker qcluster POINT SIGNAL MARK`: a worker that a signal hits once, at one point.

Everything else is the real thing: the same cluster, forked in the same way. The signal falls where the code of the
product returns from a function; MARK is a file that is made just before, and whoever finds it lives on.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import django
from django.core.management import execute_from_command_line

COMMAND, POINT, SIGNAL, MARK = sys.argv[1:]
POINTS = {  # where: the call after which it falls, and the how-manieth of the process
    "after the claim": ("evoweb.runs.worker.tasks", "latest_checkpoint", 1),
    "while writing": ("evoweb.runs.worker.recording", "record_clips", 3),
    "before the commit": ("evoweb.runs.worker.recording", "announce", 3),
    "after the commit": ("evoweb.runs.worker.tasks", "record_generation", 3),
    "before the acknowledgement": ("evoweb.runs.worker.tasks", "hand_over", 1),
}


def wound(**_: Any) -> None:
    """Lay the mine, in a worker that has just been forked."""
    module_name, name, number = POINTS[POINT]
    module = __import__(module_name, fromlist=[name])
    setattr(module, name, mined(getattr(module, name), number))


def mined(function: Callable[..., Any], number: int) -> Callable[..., Any]:
    """The function, after whose so-manieth return the signal falls."""
    calls = count(1)

    def call(*args: Any, **options: Any) -> Any:
        result = function(*args, **options)
        if next(calls) == number:
            with suppress(FileExistsError):
                Path(MARK).touch(exist_ok=False)
                os.kill(os.getpid(), signal.Signals[SIGNAL])
                time.sleep(0.5)  # a stop reaches this thread a moment later than the one that was told
        return result

    return call


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evoweb.settings")
    django.setup()
    from django_q.signals import post_spawn

    post_spawn.connect(wound)
    execute_from_command_line(["manage.py", COMMAND])
