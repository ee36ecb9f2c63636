"""Forage: reach pellets, one after another; the published pellet world's score.

In the published world a pellet is collected by any node whose surface comes near it, pellets lie within an arena, each
higher than the one before, and all travel counts. In the natural world the whole creature must come: its centre of
mass, as near as the creature is large; pellets lie at heights that walkers reach, wherever the way leads; and only
ground gained counts, so that a limb that sweeps and a body that trembles earn nothing.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from simulation.graphs import possible
from simulation.layouts import DRAWS
from simulation.scene import Scene
from simulation.tasks.task import Tally, Task

PELLET_RADIUS = 0.35  # m, how near a node's surface must come to collect
NEAREST = (7.0, 8.0, 8.0, 9.0)  # m from the creature's edge to the first, second, third and later pellets, and 1 m more
LOWEST, SPREAD, RISE = 0.5, 0.5, 0.3  # m: height of the first pellet, its chance, and what each later one adds
LOWEST_NATURAL, SPREAD_NATURAL = 0.3, 0.3  # m: height of every pellet of the natural world, and its chance
EDGE = 0.45  # of the arena's side, how far from the middle a pellet may be

PELLET, PROGRESS, REGRESSION = 100.0, 80.0, 20.0  # points: a pellet, the whole way to one, going all the way back
PER_METRE, MOST_TRAVEL = 3.0, 20.0  # points for ground travelled
LEAST_STEP = 0.02  # m, shorter steps of the centre of mass do not count as travel
EFFORT, STEPS_PER_SECOND = 10.0, 60.0


@dataclass
class ForageTally(Tally):
    heading: Tensor  # [B] rad, from the creature to the pellet when it appeared
    first_gap: Tensor  # [B] m to the pellet when it appeared
    gap: Tensor  # [B] m to the pellet now
    closest: Tensor  # [B] m, the smallest gap to this pellet
    travelled: Tensor  # [B] m over the ground; in the natural world the farthest from the start
    effort: Tensor  # [B] sum over steps and muscles of |output|
    reach_squared: Tensor  # [N, B] m², within which a node's centre collects, negative on padding; or [B], the body's
    start: Tensor  # [3, B] m, centre of mass when measuring started
    nearest: Tensor  # [4] m, NEAREST


def begin(scene: Scene) -> ForageTally:
    """Lay out the first pellet."""
    bodies, state = scene.bodies, scene.state
    nothing = torch.zeros_like(bodies.creature_radius)
    reach = bodies.creature_radius if scene.config.is_natural else bodies.radius
    reach_squared = (reach + PELLET_RADIUS) ** 2
    if not scene.config.is_natural:
        reach_squared.masked_fill_(~bodies.node_mask, -1)
    tally = ForageTally(
        target=torch.zeros_like(state.centre),
        reached=torch.zeros_like(bodies.n_muscles),
        heading=nothing,
        first_gap=nothing,
        gap=nothing,
        closest=nothing,
        travelled=nothing,
        effort=nothing,
        reach_squared=reach_squared,
        start=state.centre,
        nearest=nothing.new_tensor(NEAREST),
    )
    lay_pellet(tally, scene, torch.ones_like(state.held))
    return tally


def watch(tally: ForageTally, scene: Scene) -> None:
    """Count travel and effort, collect pellets and lay out the next ones."""
    state, positions = scene.state, scene.course.positions
    if scene.config.is_natural:
        tally.travelled = torch.maximum(tally.travelled, ground_length(state.centre - tally.start))
    else:
        step = ground_length(state.centre - state.before)
        tally.travelled = tally.travelled + step.masked_fill_(step <= LEAST_STEP, 0)
    tally.effort = tally.effort + state.effort
    tally.gap = ground_gap(tally.target, scene)
    tally.closest = torch.minimum(tally.closest, tally.gap)
    beyond = out_of_reach(tally, scene)
    if possible(beyond.amin() <= 0):
        collected = (beyond <= 0) & (state.fault == 0)
        if positions is not None:
            collected &= tally.reached < len(positions)
        tally.reached = tally.reached + collected
        lay_pellet(tally, scene, collected)


def out_of_reach(tally: ForageTally, scene: Scene) -> Tensor:
    """[B] m²: by how much the square of the distance to the pellet exceeds the reach's, of whatever is nearest."""
    state = scene.state
    who = state.centre[:, None] if scene.config.is_natural else state.position  # [3, 1 or N, B] m
    x, y, z = (who - tally.target[:, None]).unbind(0)
    return (x * x).addcmul_(y, y).addcmul_(z, z).sub_(tally.reach_squared).amin(0)


def lay_pellet(tally: ForageTally, scene: Scene, where: Tensor) -> None:
    """Give the creatures of `where` [B] their next pellet; after the last of explicit ones there is nothing to gain."""
    positions = scene.course.positions
    if positions is None:
        heading, target = drawn_pellet(tally, scene)
        tally.heading = torch.where(where, heading, tally.heading)
    else:
        target = positions[tally.reached.clamp(max=len(positions) - 1)].T
    tally.target = torch.where(where, target, tally.target)
    gap = ground_gap(tally.target, scene)
    if positions is not None:
        gap.masked_fill_(tally.reached >= len(positions), 0)
    tally.gap = torch.where(where, gap, tally.gap)
    tally.closest = torch.where(where, gap, tally.closest)
    tally.first_gap = torch.where(where, gap, tally.first_gap)


def drawn_pellet(tally: ForageTally, scene: Scene) -> tuple[Tensor, Tensor]:
    """Heading [B] rad and position [3, B] m of each creature's next pellet.

    The first is anywhere around, later ones within ±90° of the opposite of the last heading.
    """
    assert scene.course.draws is not None
    number, centre = tally.reached, scene.state.centre
    spin, far, high = scene.course.draws.gather(0, (number % DRAWS)[None, None].expand(1, 3, -1))[0]
    turned = tally.heading + torch.pi + (spin - 0.5) * torch.pi
    heading = torch.where(number == 0, 2 * torch.pi * spin, turned)
    distance = scene.bodies.creature_radius + tally.nearest[number.clamp(max=len(NEAREST) - 1)] + far
    x, z = centre[0] + distance * heading.cos(), centre[2] + distance * heading.sin()
    if scene.config.is_natural:
        return heading, torch.stack([x, LOWEST_NATURAL + SPREAD_NATURAL * high, z])
    edge = EDGE * scene.config.arena
    return heading, torch.stack([x.clamp(-edge, edge), LOWEST + SPREAD * high + RISE * number, z.clamp(-edge, edge)])


def ground_gap(target: Tensor, scene: Scene) -> Tensor:
    """[B] m over the ground from the creature's edge to the target, at least 0."""
    return (ground_length(target - scene.state.centre) - scene.bodies.creature_radius).clamp_(min=0)


def ground_length(vector: Tensor) -> Tensor:
    """[B]: length of [3, B] in the ground plane."""
    x, _, z = vector.unbind(0)
    return (x * x).addcmul_(z, z).sqrt_()


def parts(tally: ForageTally, scene: Scene) -> dict[str, Tensor]:
    """Points for pellets, for the way to the present one and for travel; less what was lost again and for effort."""
    bodies, config = scene.bodies, scene.config
    no_way = ~(tally.first_gap > 0)  # a pellet born within reach
    way = tally.first_gap.masked_fill(no_way, torch.inf)
    progress = PROGRESS * ((way - tally.gap) / way).clamp(0, 1)
    lost = REGRESSION * ((tally.gap - tally.closest) / (way / 2)).clamp(0, 1)
    mean_output = tally.effort / (STEPS_PER_SECOND * config.seconds * bodies.n_muscles)
    return {
        "pellets": PELLET * tally.reached.to(way.dtype),
        "progress": progress.masked_fill(no_way, 0),
        "travel": (PER_METRE * tally.travelled).clamp(max=MOST_TRAVEL),
        "regression": (-lost).masked_fill(tally.reached == 0, 0),
        "effort": -config.efficiency * EFFORT * mean_output,
    }


FORAGE = Task(
    begin,
    watch,
    parts,
    lowest=0.0,
    collection_radius=PELLET_RADIUS,
    kernel="simulation.kernel.tasks.forage",
)
