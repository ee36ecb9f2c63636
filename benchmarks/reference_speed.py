"""Speed of the torch reference on one thread of this machine: python -m benchmarks.reference_speed

Million creature-steps per second over 8-second episodes of 1000 newborns at 60 Hz; the best of three.
"""

import time

import torch

from simulation.config import RunConfig
from simulation.episode import evaluate
from simulation.layouts import layouts_of
from simulation.newborns import newborns

CREATURES, SECONDS, REPEATS = 1000, 8, 3


def speed(task: str, brain: str) -> float:
    """Creature-steps a second, settling not counted as steps."""
    config = RunConfig.parse({"seed": 1, "task": task, "brain": brain, "seconds": SECONDS})
    population, layouts = newborns(config, CREATURES, seed=1), layouts_of(config, 0)
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        evaluate(population, config, layouts)
        times.append(time.perf_counter() - start)
    return CREATURES * config.n_steps / min(times)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for task in ("forage", "run"):
        for brain in ("none", "pure", "hybrid"):
            print(f"{task:7} {brain:7} {speed(task, brain) / 1e6:.2f} M creature-steps/s")
