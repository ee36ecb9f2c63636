"""What is known of tasks before one is loaded: settings, forms and costs go by it. This page imports no torch.

EVOWEB_TASKS  a folder of an administrator's own tasks, one file each (docs/tasks.md); read when a process starts
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")  # of a task of one's own: the file's, without .py


@dataclass(frozen=True)
class TaskFacts:
    """What settings need to know of a task."""

    label: str  # what people call it
    has_targets: bool  # whether targets are laid out, drawn anew for each layout
    published_settle: float  # s, settling time in the published world where none is set
    is_compiled: bool = True  # whether the kernel plays it


BUILT_IN: dict[str, TaskFacts] = {
    "forage": TaskFacts("Pellets (forage)", has_targets=True, published_settle=0.0),
    "run": TaskFacts("Distance (run)", has_targets=False, published_settle=0.5),
    "jump": TaskFacts("Height (jump)", has_targets=False, published_settle=0.5),
    "climb": TaskFacts("Stairs (climb)", has_targets=False, published_settle=0.5),
    "rough": TaskFacts("Rough ground (rough)", has_targets=False, published_settle=0.5),
}


def own_task_files() -> dict[str, Path]:
    """The files of the administrator's own tasks by name, in alphabetical order; none where no folder is named.

    Files whose names are no names of tasks, or those of the built-in ones, are none: `misnamed` tells of them.
    """
    return {path.stem: path for path in python_files() if is_free_name(path.stem)}


def misnamed() -> list[Path]:
    """Python files in the folder that cannot be tasks, for their names."""
    return [path for path in python_files() if not is_free_name(path.stem)]


def python_files() -> list[Path]:
    """In the folder that EVOWEB_TASKS names; those that start with an underscore are left to the tasks' own use."""
    folder = own_folder()
    if folder is None or not folder.is_dir():
        return []
    return sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))


def own_folder() -> Path | None:
    """The folder that EVOWEB_TASKS names, whether it is there or not."""
    named = os.environ.get("EVOWEB_TASKS", "").strip()
    return Path(named).expanduser() if named else None


def is_free_name(name: str) -> bool:
    """Whether a task of one's own may be called this."""
    return NAME.fullmatch(name) is not None and name not in BUILT_IN


def own_facts(name: str) -> TaskFacts:
    """What is taken to be so of a task of one's own, whose file is not looked into here.

    It may lay out targets, as forage does.
    """
    label = name.replace("_", " ").capitalize() + " (own)"
    return TaskFacts(label, has_targets=True, published_settle=0.5, is_compiled=False)


OWN_FILES = own_task_files()
FACTS: dict[str, TaskFacts] = BUILT_IN | {name: own_facts(name) for name in OWN_FILES}
WITH_TARGETS = [name for name, facts in FACTS.items() if facts.has_targets]
