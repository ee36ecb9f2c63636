"""An episode: creatures are born, settle where the task wants it, and show what they can do; the only time loop."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, islice
from typing import Self

import torch
from torch import Tensor

from simulation.bodies import Bodies, State, birth, grow, padded
from simulation.brains import BRAINS
from simulation.config import RunConfig
from simulation.film import Camera, Films
from simulation.graphs import PLAYERS, Player, possible, turn
from simulation.laws import laws_of
from simulation.layouts import Course, Layouts
from simulation.physics.ground import above_terrain, at_rest_on, resting_height
from simulation.physics.step import REASONS, step
from simulation.population import Population
from simulation.scene import Scene
from simulation.tasks import Tally, task_of
from simulation.terrain import varied
from simulation.timetable import Timetable

__all__ = ["REASONS", "Episodes", "rollout"]

REST_LIMIT = 5.0  # s, longest wait for rest beyond the settling time
CALM = 0.05  # m/s; a creature none of whose nodes moves faster, and that touches the ground, is at rest


@dataclass(frozen=True)
class Episodes:
    """What one evaluation of B creatures returns; means over the layouts they met."""

    fitness: Tensor  # [B], 0 for the disqualified
    parts: dict[str, Tensor]  # [B] each
    targets_reached: Tensor  # [B] int64, over all layouts
    disqualified: Tensor  # [B] int8, index into REASONS: the first reason there was, 0 = in play
    behaviour: Tensor  # [B, 2] m along x and z, how far the centre of mass got from where measuring started
    films: Films | None = None  # of the first layout, where recording was asked for

    def map(self, function: Callable[[Tensor], Tensor]) -> Self:
        """The same with `function` applied to every tensor."""
        return replace(
            self,
            fitness=function(self.fitness),
            parts={name: function(part) for name, part in self.parts.items()},
            targets_reached=function(self.targets_reached),
            disqualified=function(self.disqualified),
            behaviour=function(self.behaviour),
        )

    def scores(self, rows: Tensor | slice) -> Self:
        """The scores of the named creatures, without films."""
        return replace(self.map(lambda tensor: tensor[rows]), films=None)

    @classmethod
    def cat(cls, shards: Sequence[Self]) -> Self:
        """Shards one after another."""
        starts = accumulate([len(shard.fitness) for shard in shards], initial=0)
        films = [(start, shard.films) for start, shard in zip(starts, shards, strict=False) if shard.films]
        return cls(
            fitness=torch.cat([shard.fitness for shard in shards]),
            parts={name: torch.cat([shard.parts[name] for shard in shards]) for name in shards[0].parts},
            targets_reached=torch.cat([shard.targets_reached for shard in shards]),
            disqualified=torch.cat([shard.disqualified for shard in shards]),
            behaviour=torch.cat([shard.behaviour for shard in shards]),
            films=Films.cat(films) if films else None,
        )


def mean_over_layouts(played: Sequence[Episodes]) -> Episodes:
    """One evaluation out of the episodes that the same creatures played in each layout, in the layouts' order."""
    disqualified = played[0].disqualified.clone()
    for other in played[1:]:
        disqualified = torch.where(disqualified > 0, disqualified, other.disqualified)
    return Episodes(
        fitness=_mean([one.fitness for one in played]),
        parts={name: _mean([one.parts[name] for one in played]) for name in played[0].parts},
        targets_reached=torch.stack([one.targets_reached for one in played]).sum(0),
        disqualified=disqualified,
        behaviour=_mean([one.behaviour for one in played]),
        films=played[0].films,
    )


def _mean(values: list[Tensor]) -> Tensor:
    total = values[0]
    for value in values[1:]:
        total = total + value
    return total / len(values)


def rollout(
    population: Population, config: RunConfig, layouts: Layouts, index: int = 0, record: Tensor | None = None
) -> Episodes:
    """One episode of every creature in layout number `index`, in the population's dtype and on its device."""
    with turn(population.id.device):
        scene = scene_of(population, config, layouts, index)
        camera = Camera(record, scene) if record is not None and record.any() else None
        scene = replace(scene, metered=camera is not None)
        for steps, (state, tally) in enumerate(played(scene)):
            if steps == 0:
                start = state.centre.clone()
            if camera:
                camera.watch(state, tally, steps, partial(score, scene, state, tally))
        fitness, parts = score(scene, state, tally)
        scores = Episodes(
            fitness=fitness,
            parts=parts,
            targets_reached=tally.reached,
            disqualified=state.fault,
            behaviour=(state.centre - start)[::2].T,
        )
        scores = scores.scores(slice(len(population)))  # without those that fill the batch up
        return replace(scores, films=camera.films(state, tally, fitness, parts) if camera else None)


def scene_of(population: Population, config: RunConfig, layouts: Layouts, index: int) -> Scene:
    """The population at its birth in layout number `index`."""
    batch = padded(population)
    course, laws = layouts.course(index, batch.id, batch.size), laws_of(config)
    terrain, bodies = task_of(config).terrain(config), grow(batch, config)
    if config.is_natural:
        terrain = varied(terrain, course.ground.unbind(0))
        bodies = at_rest_on(jittered(bodies, course, config.start_jitter), terrain, laws.limit)
    else:
        bodies = above_terrain(bodies, terrain, laws.limit)
    state = birth(bodies)
    state.floor = resting_height(bodies, terrain, state.position, laws.limit)
    return Scene(bodies, state, course, terrain, laws, Timetable.of(config, batch.size), config)


def jittered(bodies: Bodies, course: Course, most: float) -> Bodies:
    """The bodies with every node moved by up to `most` m along each axis, as the layout says."""
    moves = (2 * course.starts[: len(bodies.radius)] - 1).transpose(0, 1)  # [3, N, B]
    return replace(bodies, birth=bodies.birth + most * moves * bodies.node_mask)


def played(scene: Scene) -> Iterator[tuple[State, Tally]]:
    """The state and what the task keeps count of, when creatures have settled and then after every step."""
    settled = replace(scene, state=settle(scene))
    begun: Tally = task_of(scene.config).begin(settled)
    yield settled.state, begun
    moments = player_of(scene)(partial(stretch, settled, begun), settled.state, begun)
    yield from islice(moments, scene.config.n_steps)


def stretch(scene: Scene, tally: Tally) -> Iterator[None]:
    """The steps from one decision to the next."""
    task, brain, config = task_of(scene.config), BRAINS[scene.config.brain], scene.config
    brain.decide(scene, tally.target)
    for _ in range(config.brain_every):
        scene.state.length = brain.lengths(scene, tally.target)
        step(scene.bodies, scene.state, scene.laws, scene.terrain, metered=scene.metered)
        task.watch(tally, scene)
        yield


def player_of(scene: Scene) -> Player:
    """How steps are played on the scene's device."""
    return PLAYERS[scene.bodies.radius.device.type]


def settle(scene: Scene) -> State:
    """Let creatures fall limp, their muscles told to take their rest lengths, before anything is measured.

    Lasts the settling time, and then until each is at rest: a body born high or stretched may take longer than that to
    land, topple and give up its tension, and none of this is to be counted. Who is at rest waits, held, for the others
    (REST_LIMIT at most), so nobody's start depends on them. No settling time, no settling.
    """
    config, state = scene.config, scene.state
    least = round(config.settle_seconds * config.control_hz)
    longest = least + round(REST_LIMIT * config.control_hz) if least else 0
    moments = player_of(scene)(partial(limp_stretch, scene, least), state)
    for (state,) in islice(moments, longest):
        if state.held.all():
            break
    return replace(
        state,
        step=torch.zeros_like(state.step),
        motion=torch.cat([state.position, state.velocity.masked_fill(state.held, 0)]),
        held=state.fault > 0,
        before=state.centre,
        sensed=state.centre,
    )


def limp_stretch(scene: Scene, least: int) -> Iterator[None]:
    """Some steps without a brain; after `least` of them, who is at rest is held."""
    bodies, state, config = scene.bodies, scene.state, scene.config
    for _ in range(config.brain_every):
        before = state.position
        step(bodies, state, scene.laws, scene.terrain)
        late = state.step > least
        if possible(late):
            state.held = state.held | (late & at_rest(bodies, state, before, CALM / config.control_hz))
        yield


def at_rest(bodies: Bodies, state: State, before: Tensor, most: float) -> Tensor:
    """[B] bool: some node is on the ground, and none is more than `most` m from `before` [3, N, B] m along any axis."""
    grounded = ((state.position[1] <= state.floor) & bodies.node_mask).any(0)
    return grounded & ((state.position - before).abs().amax((0, 1)) <= most)


def score(scene: Scene, state: State, tally: Tally) -> tuple[Tensor, dict[str, Tensor]]:
    """Fitness [B] and its parts, if the episode ended in this state; all 0 for the disqualified."""
    task, out = task_of(scene.config), state.fault > 0
    parts = {
        name: part.masked_fill(out, 0) + 0.0  # −0 becomes 0
        for name, part in task.parts(tally, replace(scene, state=state)).items()
    }
    fitness = sum(parts.values(), torch.zeros_like(scene.bodies.creature_radius)).clamp(min=task.lowest)
    return fitness, parts
