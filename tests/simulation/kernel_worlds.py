"""Worlds that the kernel and the reference play alike, and how each is played, for the tests of the kernel."""

from dataclasses import replace
from functools import cache

import torch
from playing import evaluate

from simulation.brains import BRAINS
from simulation.config import RunConfig
from simulation.kernel.job import KernelJob
from simulation.kernel.loading import BRAIN, LOOP, TASK, load_part
from simulation.layouts import explicit_layout, layouts_of
from simulation.newborns import newborns
from simulation.tasks import TASKS

WORLDS = [(task, brain) for task in TASKS for brain in BRAINS if TASKS[task].kernel and BRAINS[brain].kernel]
ALL_SENSES = {"sense_strain": True, "sense_velocity": True, "sense_ground": True, "bias_mode": "bias_node"}
# Many creatures are born onto the first or fall onto one; the fourth is out of the way.
NEAR = explicit_layout([(0.8, 0.6, 0.3), (-0.7, 0.8, 0.0), (0.5, 0.5, -0.9), (3.0, 0.7, 3.0)])


@cache
def loaded(task, brain):
    """All that a world needs is compiled, and the time loop takes arrays of its own types only."""
    for part in (LOOP, BRAIN + brain, TASK + task):
        load_part(part)


def world(task, brain, count, **settings):
    """Settings with a frame for every step, and newborns; of the published world where they do not say."""
    defaults = {"world": "published", "layout_count": 1, "seed": 5, "seconds": 1, "clip_hz": 120, "settle": 0}
    config = RunConfig(task=task, brain=brain, population=max(count, 2), **defaults | settings)
    return config, newborns(config, count, seed=11)


def everyone(population):
    return torch.ones(len(population), dtype=torch.bool)


def by_kernel(population, config, layouts=None, record=None, most_blocks=None):
    """Scores and films by the kernel; `most_blocks`: of a shard, else as the job cuts them."""
    loaded(config.task, config.brain)
    record = everyone(population) if record is None else record
    job = KernelJob(population, config, layouts or layouts_of(config, 0), record)
    for shard in job.shards if most_blocks is None else cut(job.shards, most_blocks):
        job.play(shard)
    return job.episodes()


def cut(shards, most_blocks):
    """The same blocks in smaller shards, the last ones first."""
    for shard in reversed(shards):
        for first in reversed(range(shard.first, shard.last, most_blocks)):
            yield replace(shard, first=first, last=min(first + most_blocks, shard.last))


def by_reference(population, config, layouts=None):
    """Scores and films by the reference."""
    return evaluate(population, config, layouts or layouts_of(config, 0), everyone(population))


def arrays(episodes):
    """Everything that an evaluation returns, as arrays by name; events that nobody had are left out."""
    films = episodes.films
    names = ("rows", "positions", "centre", "score", "activations", "n_events", "fault", "fault_frame")
    filmed = {} if films is None else {name: getattr(films, name) for name in names}
    if films is not None:
        filmed["film fitness"] = films.fitness
        filmed |= {f"film {name}": part for name, part in films.parts.items()}
        for k, n_events in enumerate(films.n_events):
            filmed[f"events of {k}"] = films.events[k, :n_events]
    return {
        "fitness": episodes.fitness.numpy(),
        "reached": episodes.targets_reached.numpy(),
        "disqualified": episodes.disqualified.numpy(),
        "behaviour": episodes.behaviour.numpy(),
        **{name: part.numpy() for name, part in episodes.parts.items()},
        **{name: array for name, array in filmed.items() if array is not None},
    }


def bits(episodes, rows=slice(None)):
    """The same as bytes, of some rows of a batch that was filmed whole: equal where every bit is."""
    told = arrays(episodes)
    told.pop("rows", None)
    numbers = range(len(episodes.fitness))[rows] if isinstance(rows, slice) else [int(row) for row in rows]
    alike = {name: array for name, array in told.items() if not name.startswith("events of")}
    return [
        {name: array[row].tobytes() for name, array in alike.items()} | {"events": told[f"events of {row}"].tobytes()}
        for row in numbers
    ]
