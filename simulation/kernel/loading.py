"""Loading: the time loop, brains and tasks from disk, or compiled where they are not there, before anybody waits."""

from simulation.brains import BRAINS
from simulation.config import RunConfig
from simulation.kernel.compiled import brain_stages, ground_stages, start_stages, task_stages, time_loop
from simulation.kernel.job import KernelJob
from simulation.layouts import layouts_of
from simulation.newborns import newborns
from simulation.tasks import TASKS

LOOP, GROUND, STARTS, BRAIN, TASK = "time loop", "ground", "starts", "brain ", "task "


def parts() -> list[str]:
    """What is compiled, each on its own, the slowest first."""
    return [
        LOOP,
        GROUND,
        STARTS,
        *(BRAIN + name for name, brain in BRAINS.items() if brain.kernel is not None),
        *(TASK + name for name, task in TASKS.items() if task.kernel is not None),
    ]


def load_part(part: str) -> None:
    """Have one of them in memory."""
    if part == LOOP:
        load_loop()
    elif part == GROUND:
        ground_stages()
    elif part == STARTS:
        start_stages()
    elif part.startswith(BRAIN):
        brain_stages(part.removeprefix(BRAIN))
    else:
        task_stages(part.removeprefix(TASK))


def load_loop() -> None:
    """Have the time loop in memory; from now on it takes arrays of its own types only."""
    config = RunConfig.parse({"task": "run", "brain": "none", "seconds": 1.0, "seed": 0})
    job = KernelJob(newborns(config, 1, seed=0), config, layouts_of(config, 0), None)
    for shard in job.shards:
        job.play(shard)
    time_loop().disable_compile()


def load() -> None:
    """Have all of them in memory."""
    for part in parts():
        load_part(part)
