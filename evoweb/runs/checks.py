"""What `manage.py check` says of an administrator's own tasks (docs/tasks.md); a broken one stops nothing else."""

from typing import Any

from django.core.checks import CheckMessage, Warning

from simulation.task_facts import misnamed, own_folder


def own_tasks_are_usable(**_: Any) -> list[CheckMessage]:
    """A warning for each file of the folder that is no task; torch is loaded only where there is a folder."""
    folder = own_folder()
    if folder is None:
        return []
    if not folder.is_dir():
        return [Warning(f"EVOWEB_TASKS names {folder}, which is no folder", id="runs.W001")]
    from simulation.tasks import BROKEN_TASKS  # noqa: PLC0415 - loads torch

    hint = "a name has lower-case letters, digits and underscores, and is no built-in task's"
    return [
        *(Warning(f"{path} is no task", hint=hint, id="runs.W002") for path in misnamed()),
        *(Warning(problem, hint="see docs/tasks.md", id="runs.W003") for problem in BROKEN_TASKS.values()),
    ]
