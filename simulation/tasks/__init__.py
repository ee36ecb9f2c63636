"""Tasks: what creatures try to do, and what fitness measures.

Adding one is one page, one more of its compiled form, and one line here and in task_facts.py; a task of one's own is
one file in a folder (docs/tasks.md).
"""

from simulation.config import RunConfig
from simulation.errors import ConfigError, Problem
from simulation.tasks.climb import CLIMB
from simulation.tasks.forage import FORAGE
from simulation.tasks.jump import JUMP
from simulation.tasks.own import own_tasks
from simulation.tasks.rough import ROUGH
from simulation.tasks.run import RUN
from simulation.tasks.task import Tally, Task

TASKS: dict[str, Task] = {
    "forage": FORAGE,
    "run": RUN,
    "jump": JUMP,
    "climb": CLIMB,
    "rough": ROUGH,
}
OWN_TASKS, BROKEN_TASKS = own_tasks()
TASKS |= OWN_TASKS

__all__ = ["BROKEN_TASKS", "OWN_TASKS", "TASKS", "Tally", "Task", "task_of"]


def task_of(config: RunConfig) -> Task:
    """The task of these settings.

    Raises:
        ConfigError: where it is an administrator's own, whose file could not be loaded; says which file, and why.
    """
    if config.task not in TASKS:
        raise ConfigError([Problem("task", BROKEN_TASKS[config.task])])
    return TASKS[config.task]
