"""Loading: every time loop from disk, or compiled where it is not there, before anybody waits for it."""

from simulation.brains import BRAINS
from simulation.config import RunConfig
from simulation.kernel.compiled import rollout_of
from simulation.kernel.job import KernelJob
from simulation.layouts import layouts_of
from simulation.newborns import newborns
from simulation.tasks import TASKS


def targets() -> list[tuple[str, str]]:
    """Every (task, brain) that there is a kernel for."""
    return [
        (task, brain)
        for task in TASKS
        for brain in BRAINS
        if TASKS[task].kernel is not None and BRAINS[brain].kernel is not None
    ]


def load_one(task: str, brain: str) -> None:
    """Have the time loop for a task and a brain in memory; from now on it takes arrays of its own types only."""
    config = RunConfig.parse({"task": task, "brain": brain, "seconds": 1.0, "seed": 0})
    job = KernelJob(newborns(config, 1, seed=0), config, layouts_of(config, 0), None)
    for shard in job.shards:
        job.play(shard)
    rollout_of(task, brain).disable_compile()


def load() -> None:
    """Have all of them in memory."""
    for task, brain in targets():
        load_one(task, brain)
