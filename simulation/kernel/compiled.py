"""Compiling: the time loop, and each stage of every task and brain, on its own; kept on disk, never within a request.

numba keeps what it compiled beside its source, but looks only at that one file to see whether it is still true. So each
is a copy of its template, bound to its task or brain by its globals, under a name that holds a digest of all sources.
"""

import threading
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from numba import cfunc, njit

from simulation.brains import BRAINS
from simulation.kernel import entries, starts, terrain
from simulation.kernel import rollout as loop
from simulation.kernel.blocks import NETS_START, TALLY_ROOM, TALLY_START
from simulation.kernel.memory import ROOM, STAGE, Region
from simulation.kernel.rollout import Stages
from simulation.tasks import TASKS

BRAIN_STAGES, TASK_STAGES = ("wire", "drive"), ("begin", "renew", "watch", "score")
GROUND_STAGES = ("lift", "meet")

_compiling = threading.Lock()


def stages_of(task: str, brain: str) -> Stages:
    """The addresses of what the time loop calls; compiled where they are not on disk."""
    with _compiling:
        stages = *brain_stages(brain), *task_stages(task), *ground_stages(), *start_stages()
        return Stages(*(stage.address for stage in stages))


@cache
def time_loop() -> Any:
    """The time loop, see rollout.py; compiled when it is first called in a process, or read."""
    return njit(nogil=True, cache=True, error_model="numpy")(_named(loop.rollout, "rollout", {}))


@cache
def task_stages(task: str) -> list[Any]:
    """The stages of a task."""
    page = task_page(task)
    tally = region_within(page.Tally, TALLY_START, TALLY_START + TALLY_ROOM)
    return [_compiled(page, stage, {"tally_in": tally.view}) for stage in TASK_STAGES]


@cache
def brain_stages(brain: str) -> list[Any]:
    """The stages of a brain."""
    page = brain_page(brain)
    views = {"nets_in": nets_region(brain).view, "net_in": net_region(brain).view}
    return [_compiled(page, stage, views) for stage in BRAIN_STAGES]


@cache
def ground_stages() -> list[Any]:
    """The stages of ground that is not level."""
    return [_compiled(terrain, stage, {}) for stage in GROUND_STAGES]


@cache
def start_stages() -> list[Any]:
    """The stage that draws a layout's start."""
    return [_compiled(starts, "start", {})]


def _compiled(page: ModuleType, stage: str, views: dict[str, Any]) -> Any:
    """The stage of a page, as the time loop calls it."""
    name = "_".join([*page.__name__.split(".")[-2:], stage])
    entry = _named(getattr(entries, stage), name, {**views, "of_page": getattr(page, stage)})
    return cfunc(STAGE, cache=True, error_model="numpy")(entry)


def _named(template: Any, name: str, bound: dict[str, Any]) -> Any:
    """A copy of the function with these globals, under a name of its own that changes with the sources."""
    full = f"{name}_{digest()}"
    copy = FunctionType(template.__code__, {**template.__globals__, **bound}, full)
    copy.__qualname__ = full
    return copy


def task_page(task: str) -> ModuleType:
    """The compiled form of a task."""
    return _page(TASKS[task].kernel)


def brain_page(brain: str) -> ModuleType:
    """The compiled form of a brain."""
    return _page(BRAINS[brain].kernel)


def _page(name: str | None) -> ModuleType:
    assert name is not None
    return import_module(name)


@cache
def nets_region(brain: str) -> Region:
    """Where the memory says where the population's nets are."""
    return region_within(brain_page(brain).Nets, NETS_START, ROOM)


@cache
def net_region(brain: str) -> Region:
    """Where the memory holds a block's nets."""
    return region_within(brain_page(brain).Net, nets_region(brain).end, ROOM)


def region_within(record: Any, start: int, end: int) -> Region:
    """Where a task's or brain's own record lies; TypeError where it does not fit between these bytes."""
    region = Region(record, start)
    if region.end > end:
        raise TypeError(f"{record.__module__}.{record.__name__} takes {region.end - start} bytes of {end - start}")
    return region


def sources() -> list[Path]:
    """What compiled code is made of: the kernel's pages, and those of the reference that state their constants."""
    engine = Path(__file__).parent.parent
    folders = (path for name in ("kernel", "brains", "physics", "tasks") for path in (engine / name).rglob("*.py"))
    return sorted([*folders, *(engine / f"{name}.py" for name in ("bodies", "layouts", "random", "terrain"))])


@cache
def digest() -> str:
    """Names the sources that the compiled code was made of."""
    return sha256(b"".join(source.read_bytes() for source in sources())).hexdigest()[:12]
