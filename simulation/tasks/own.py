"""Tasks of one's own: files that an administrator put into the folder that EVOWEB_TASKS names (docs/tasks.md).

They run with all rights of the process, so they come from that folder alone, and only if nobody but its owner and its
group may write there. A file that cannot be loaded is told of, and stops nothing else.
"""

import stat
import traceback
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from simulation.task_facts import OWN_FILES
from simulation.tasks.task import Task


def own_tasks() -> tuple[dict[str, Task], dict[str, str]]:
    """The tasks by name, and what is wrong with those that could not be loaded."""
    tasks: dict[str, Task] = {}
    broken: dict[str, str] = {}
    for name, path in OWN_FILES.items():
        try:
            tasks[name] = loaded(name, path)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the file raises
            broken[name] = f"{path} cannot be used: {told(error, path)}"
    return tasks, broken


def loaded(name: str, path: Path) -> Task:
    """The TASK that a file defines.

    Raises:
        PermissionError: anybody may write to the file or its folder.
        TypeError: it defines no TASK.
        Exception: whatever the file raises.
    """
    for place in (path.resolve(), path.resolve().parent):
        if place.stat().st_mode & stat.S_IWOTH:
            raise PermissionError(f"anybody may write to {place}")
    spec = spec_from_file_location(f"own_tasks.{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    task = getattr(module, "TASK", None)
    if not isinstance(task, Task):
        raise TypeError("it must define TASK = Task(…), a simulation.tasks.Task")
    return task


def told(error: BaseException, path: Path) -> str:
    """The error in one line, with the line of the file that it came from."""
    if isinstance(error, SyntaxError):
        return f"{type(error).__name__}: {error.msg} (line {error.lineno})"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    where = f" (line {lines[-1]})" if lines else ""
    return f"{type(error).__name__}: {error}{where}"
