"""A population's evaluation by the kernel: cut into blocks of creatures alike in size, and these into shards."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from simulation.brains import BRAINS
from simulation.config import RunConfig
from simulation.episode import Episodes, mean_over_layouts
from simulation.film import Films, Footage
from simulation.kernel.arrays import course_of, genes_of, nets_of, new_reel, world_of
from simulation.kernel.blocks import COURSE, GENES, MAX_PARTS, REEL, RESULTS, WORLD, Ints, Results
from simulation.kernel.compiled import nets_region, stages_of, task_page, time_loop
from simulation.kernel.lanes import LANES
from simulation.kernel.memory import own_memory
from simulation.layouts import Layouts
from simulation.population import Population
from simulation.shards import Shard
from simulation.tasks import task_of

NARROWEST = LANES  # creatures; a smaller batch takes as long
LEAST_SHARD = 2e-3  # s, less does not repay handing it over
BLOCK_COST, MUSCLE_COST, PULL_COST = 100e-9, 20e-9, 5e-9  # s of a block's step: for itself, a muscle, a muscle and node


def refusal(config: RunConfig) -> str:
    """Why the kernel cannot play these settings; "" where it can."""
    if task_of(config).kernel is None:
        return f"must be auto or torch: the task {config.task} has no compiled form"
    if BRAINS[config.brain].kernel is None:
        return f"must be auto or torch: the brain {config.brain} has no compiled form"
    return ""


class KernelJob:
    """An evaluation by the kernel; its shards are blocks, its results arrays into which every shard writes."""

    def __init__(self, population: Population, config: RunConfig, layouts: Layouts, record: Tensor | None):
        self._stages = stages_of(config.task, config.brain)
        self._parts: tuple[str, ...] = task_page(config.task).PARTS
        self._nets_region = nets_region(config.brain)
        self._config, self._world = config, world_of(config)
        self._genes, self._nets = genes_of(population, config), nets_of(population, self._nets_region.record)
        n_layouts = layouts.count if config.has_layouts else 1
        self._courses = [course_of(layouts, index, population.id) for index in range(n_layouts)]
        self._results = [new_results(len(population), len(self._parts)) for _ in range(n_layouts)]
        is_recorded = np.zeros(len(population), np.bool_) if record is None else record.numpy()
        counts = self._genes.n_nodes, self._genes.n_muscles
        self._rows = blocks(*counts, is_recorded)
        self._sizes = np.stack([count[self._rows].max(1) for count in counts], axis=1)
        self._recorded = is_recorded.nonzero()[0]
        self._filmed, self._place = places(self._rows, self._recorded)
        self._reel = new_reel(int((self._filmed[:, 0] >= 0).sum()), config, layouts, len(self._parts))
        self.shards = self._cut(n_layouts)

    def _cut(self, n_layouts: int) -> Sequence[Shard]:
        """Shards of about equal cost, of each layout."""
        nodes, muscles = self._sizes.T
        steps = (self._config.n_steps + self._world.settle_least) * self._config.n_substeps
        cost = (steps * (BLOCK_COST + muscles * (MUSCLE_COST + PULL_COST * nodes))).cumsum()
        count = int(min(max(cost[-1] // LEAST_SHARD, 1), len(cost)))
        edges = [0, *np.searchsorted(cost, cost[-1] * np.arange(1, count) / count), len(cost)]
        return [
            Shard(
                first,
                last,
                layout,
                creatures=min(LANES * last, len(self._genes.n_nodes)) - LANES * first,
                cost=float(cost[last - 1] - (cost[first - 1] if first else 0)),
            )
            for layout in range(n_layouts)
            for first, last in pairwise(map(int, edges))
            if first < last
        ]

    def play(self, shard: Shard) -> None:
        """Play some blocks in one layout."""
        blocks = slice(shard.first, shard.last)
        filmed = self._filmed[blocks] if shard.layout == 0 else np.full_like(self._filmed[blocks], -1)
        memory = own_memory()
        WORLD.write(memory, self._world)
        COURSE.write(memory, self._courses[shard.layout])
        GENES.write(memory, self._genes)
        RESULTS.write(memory, self._results[shard.layout])
        REEL.write(memory, self._reel)
        self._nets_region.write(memory, self._nets)
        time_loop()(
            self._stages,
            memory,
            self._rows[blocks],
            self._sizes[blocks],
            filmed,
        )

    def episodes(self) -> Episodes:
        """Means over the layouts."""
        return mean_over_layouts([self._episodes(results) for results in self._results])

    def _episodes(self, results: Results) -> Episodes:
        parts = dict(zip(self._parts, results.parts.T, strict=False))
        return Episodes(
            fitness=torch.from_numpy(results.fitness),
            parts={name: torch.from_numpy(part) for name, part in parts.items()},
            targets_reached=torch.from_numpy(results.reached),
            disqualified=torch.from_numpy(results.fault),
            behaviour=torch.from_numpy(results.behaviour),
            films=self._films(results, parts) if results is self._results[0] and len(self._recorded) else None,
        )

    def _films(self, results: Results, parts: dict[str, NDArray[np.float32]]) -> Films:
        """What was recorded."""
        reel, place, rows = self._reel, self._place, self._recorded
        n_events = reel.n_events[place].astype(np.int64)
        return Films(
            rows=rows,
            footage=Footage(reel.frames, place, self._config.max_nodes, len(self._parts)),
            events=reel.events[:, : n_events.max()][place],
            n_events=n_events,
            fault=reel.fault[place].astype(np.int8),
            fault_frame=reel.fault_frame[place],
            work=reel.work[place],
            fitness=results.fitness[rows],
            parts={name: part[rows] for name, part in parts.items()},
        )


def blocks(n_nodes: Ints, n_muscles: Ints, is_recorded: NDArray[np.bool_]) -> Ints:
    """Rows [G, LANES]: creatures of about the same size side by side, the last ones repeated to fill the last block.

    Those who are recorded stand together, since a block is recorded whole.
    """
    order = np.lexsort((n_nodes, n_muscles, is_recorded))
    return np.pad(order, (0, -len(order) % LANES), mode="edge").reshape(-1, LANES)


def places(rows: Ints, recorded: Ints) -> tuple[Ints, Ints]:
    """Each lane's place [G, LANES] in the reel, −1 in blocks of which nobody is recorded; and who is recorded's [K]."""
    lane = np.empty(rows.max() + 1, np.int64)
    lane[rows.ravel()] = np.arange(rows.size)  # of lanes that repeat a creature either will do
    used = np.zeros(len(rows), np.bool_)
    used[lane[recorded] // LANES] = True
    first = np.where(used, LANES * (used.cumsum() - 1), -1)
    filmed = np.where(used[:, None], first[:, None] + np.arange(LANES), -1)
    return filmed, filmed.ravel()[lane[recorded]]


def new_results(count: int, n_parts: int) -> Results:
    """Room for what `count` creatures come to."""
    return Results(
        fitness=np.empty(count, np.float32),
        n_parts=n_parts,
        parts=np.empty((count, MAX_PARTS), np.float32),
        behaviour=np.empty((count, 2), np.float32),
        reached=np.empty(count, np.int64),
        fault=np.empty(count, np.int8),
    )
