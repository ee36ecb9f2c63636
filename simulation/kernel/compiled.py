"""Compiling: one function for each task and brain, kept on disk, never made within a request.

numba keeps what it compiled beside its source, but looks only at that one file to see whether it is still true, and
never finds a closure over other compiled functions again. So the time loop is bound to its task and brain as globals of
a copy, whose name holds a digest of all sources.
"""

import threading
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

from numba import njit

from simulation.brains import BRAINS
from simulation.kernel import rollout as template
from simulation.tasks import TASKS

_compiling = threading.Lock()


def parts_of(task: str) -> tuple[str, ...]:
    """The names of the parts that a task's kernel writes, in its order."""
    names: tuple[str, ...] = _page(TASKS[task].kernel).PARTS
    return names


def rollout_of(task: str, brain: str) -> Any:
    """The time loop for a task and a brain, see rollout.py; compiled when it is first called in a process, or read."""
    with _compiling:
        return _rollout_of(task, brain)


@cache
def _rollout_of(task: str, brain: str) -> Any:
    stages = {
        stage: getattr(_page(TASKS[task].kernel), stage) for stage in ("new_tally", "begin", "renew", "watch", "score")
    }
    stages["drive"] = _page(BRAINS[brain].kernel).drive
    return _named(template.rollout, f"rollout_{task}_{brain}", stages | {"prepared": _prepare()})


@cache
def _prepare() -> Any:
    return _named(template.prepare, "prepare", {})


def _named(function: Any, name: str, bound: dict[str, Any]) -> Any:
    """The function compiled with these globals, under a name of its own that changes with the sources."""
    full = f"{name}_{digest()}"
    copy = FunctionType(function.__code__, {**vars(template), **bound}, full)
    copy.__qualname__ = full
    return njit(nogil=True, cache=True, error_model="numpy")(copy)


def _page(name: str | None) -> Any:
    assert name is not None
    return import_module(name)


@cache
def digest() -> str:
    """Names the sources that a compiled time loop was made of."""
    sources = sorted(Path(__file__).parent.rglob("*.py"))
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
