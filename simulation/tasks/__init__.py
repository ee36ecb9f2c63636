"""Tasks: what creatures try to do, and what fitness measures. Adding one is one page and one line here."""

from simulation.tasks.forage import FORAGE
from simulation.tasks.run import RUN
from simulation.tasks.task import Tally, Task

TASKS: dict[str, Task] = {
    "forage": FORAGE,
    "run": RUN,
}

__all__ = ["TASKS", "Tally", "Task"]
