"""An episode: creatures are born, settle where the task wants it, and show what they can do; the only time loop."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import torch
from torch import Tensor

from simulation.bodies import Bodies, State, birth, grow, padded
from simulation.brains import BRAINS
from simulation.config import RunConfig
from simulation.film import Camera, Film
from simulation.layouts import Course, Layouts
from simulation.physics.step import REASONS, step
from simulation.population import Population
from simulation.tasks import TASKS, Tally, Task

__all__ = ["REASONS", "Episodes", "evaluate", "rollout"]

REST_LIMIT = 5.0  # s, longest wait for rest beyond the settling time
CALM = 0.05  # m/s; a creature none of whose nodes moves faster, and that touches the ground, is at rest


@dataclass(frozen=True)
class Episodes:
    """What one evaluation of B creatures returns; means over the layouts they met."""

    fitness: Tensor  # [B], 0 for the disqualified
    parts: dict[str, Tensor]  # [B] each
    targets_reached: Tensor  # [B] int64, over all layouts
    disqualified: Tensor  # [B] int8, index into REASONS: the first reason there was, 0 = in play
    films: dict[int, Film] = field(default_factory=dict)  # by row, of the first layout, where recording was asked for

    @classmethod
    def cat(cls, shards: Sequence[Self]) -> Self:
        """Shards one after another."""
        start, films = 0, {}
        for shard in shards:
            films |= {start + row: film for row, film in shard.films.items()}
            start += len(shard.fitness)
        return cls(
            fitness=torch.cat([shard.fitness for shard in shards]),
            parts={name: torch.cat([shard.parts[name] for shard in shards]) for name in shards[0].parts},
            targets_reached=torch.cat([shard.targets_reached for shard in shards]),
            disqualified=torch.cat([shard.disqualified for shard in shards]),
            films=films,
        )


def evaluate(population: Population, config: RunConfig, layouts: Layouts, record: Tensor | None = None) -> Episodes:
    """Play every layout with every creature.

    Args:
        record: [B] bool, who is filmed in the first layout.
    """
    count = layouts.count if TASKS[config.task].has_layouts else 1
    played = [rollout(population, config, layouts, index, None if index else record) for index in range(count)]
    disqualified = played[0].disqualified
    for other in played[1:]:
        disqualified = torch.where(disqualified > 0, disqualified, other.disqualified)
    return Episodes(
        fitness=_mean([one.fitness for one in played]),
        parts={name: _mean([one.parts[name] for one in played]) for name in played[0].parts},
        targets_reached=torch.stack([one.targets_reached for one in played]).sum(0),
        disqualified=disqualified,
        films=played[0].films,
    )


def _mean(values: list[Tensor]) -> Tensor:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total / len(values)


def rollout(
    population: Population, config: RunConfig, layouts: Layouts, index: int, record: Tensor | None = None
) -> Episodes:
    """One episode of every creature in layout number `index`, in the population's dtype and on its device."""
    batch = padded(population)
    bodies, course = grow(batch, config), layouts.course(index, batch.id, batch.size)
    state, task, brain = birth(bodies), TASKS[config.task], BRAINS[config.brain]
    settle(bodies, state, config)
    tally: Tally = task.begin(bodies, state, course, config)
    camera = Camera(record.nonzero()[:, 0], config) if record is not None and record.any() else None
    if camera:
        watch_through(camera, task, tally, bodies, state, config, 0)
    for number in range(config.n_steps):
        state.length = brain(bodies, state, tally.target, config, number)
        step(bodies, state, config)
        task.watch(tally, bodies, state, course, config)
        if camera:
            watch_through(camera, task, tally, bodies, state, config, number + 1)
    fitness, parts = score(task, tally, bodies, state, config)
    films = camera.develop(state, parts, task.shows_targets) if camera else []
    count = len(population)
    return Episodes(
        fitness=fitness[:count],
        parts={name: part[:count] for name, part in parts.items()},
        targets_reached=tally.reached[:count],
        disqualified=state.fault[:count],
        films=dict(zip(camera.rows.tolist(), films, strict=True)) if camera else {},
    )


def settle(bodies: Bodies, state: State, config: RunConfig) -> None:
    """Let creatures fall limp, their muscles told to take their rest lengths, before anything is measured.

    Lasts the settling time, and then until each is at rest: a body born high or stretched may take longer than that to
    land, topple and give up its tension, and none of this is to be counted. Who is at rest waits, held, for the others
    (REST_LIMIT at most), so nobody's start depends on them. No settling time, no settling.
    """
    least = round(config.settle_seconds * config.physics_hz)
    longest = least + round(REST_LIMIT * config.physics_hz) if least else 0
    for number in range(longest):
        before = state.position.clone()
        step(bodies, state, config)
        if number >= least:
            state.held |= at_rest(bodies, before, state.position, CALM / config.physics_hz)
            if (state.held | (state.fault > 0)).all():
                break
    state.velocity.masked_fill_(state.held, 0)
    state.held.zero_()
    state.before = state.sensed = state.centre


def at_rest(bodies: Bodies, before: Tensor, now: Tensor, most: float) -> Tensor:
    """[B] bool: some node is on the ground and none moved by more than `most` m along any axis."""
    grounded = ((now[1] <= bodies.radius) & bodies.node_mask).any(0)
    return grounded & ((now - before).abs().amax((0, 1)) <= most)


def score(
    task: Task, tally: Tally, bodies: Bodies, state: State, config: RunConfig
) -> tuple[Tensor, dict[str, Tensor]]:
    """Fitness [B] and its parts, if the episode ended now; the disqualified have none."""
    parts = {name: part + 0.0 for name, part in task.parts(tally, bodies, state, config).items()}  # −0 becomes 0
    fitness = torch.stack(list(parts.values())).cumsum(0)[-1].clamp(min=task.lowest)
    return fitness.masked_fill(state.fault > 0, 0), parts


def watch_through(
    camera: Camera, task: Task, tally: Tally, bodies: Bodies, state: State, config: RunConfig, steps: int
) -> None:
    """What the camera sees after so many steps."""
    camera.note(state, tally, steps)
    if camera.is_due(steps):
        camera.shoot(state, score(task, tally, bodies, state, config)[0])
