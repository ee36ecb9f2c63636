"""Contact with the ground: nodes are put on it, and are slowed by friction; in the published world they bounce.

Friction is Coulomb's. In the natural world it takes of a node's sliding speed at most μ times the speed at which the
node pressed into the ground in this step, so it is in proportion to the load, whatever the rate; in the published world
at most μ·g·dt, as of a node that bears its own weight, whatever presses on it.

On a terrain a node is pushed out along the normal of what it meets, never straight up: who runs into a riser is stopped
by it, not lifted onto it for nothing. Bounce acts along the normal and friction along the surface; in the published
world in proportion to the weight that rests on it: none at an upright riser. What friction takes of a node's speed it
takes of its way in this step too, so that who is held by friction does not creep downhill; level ground knows no such
thing, and there the way is left as it was.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from simulation.bodies import Bodies, norm
from simulation.laws import Laws
from simulation.physics.ground import SLACK, relief_of_waves, step_number, tread_height
from simulation.terrain import Steps, Terrain, Waves

SLOWEST = 1e-12  # m/s, keeps the division by speed finite at rest


class Touch(NamedTuple):
    """Where nodes meet the ground."""

    normal: Tensor  # [3, N, B] of the surface
    depth: Tensor  # [N, B] m, how far a node is within it; 0 or less: it is not


def meet_ground(bodies: Bodies, terrain: Terrain, position: Tensor, velocity: Tensor, laws: Laws) -> Tensor:
    """Nodes whose surface is below the ground are put on it; changes position and velocity [3, N, B] in place.

    Returns:
        [N, B] m, the height at or below which each node touches the ground.
    """
    if isinstance(terrain, Steps):
        return meet_steps(bodies, terrain, position, velocity, laws)
    if isinstance(terrain, Waves):
        return meet_waves(bodies, terrain, position, velocity, laws)
    meet_level_ground(bodies, position, velocity, laws)
    return bodies.radius


def meet_level_ground(bodies: Bodies, position: Tensor, velocity: Tensor, laws: Laws) -> None:
    """Nodes whose centre is below their radius are put on the ground, bounce, and are slowed by friction.

    Friction never reverses the horizontal speed. Changes position [3, N, B] and velocity [3, N, B] in place.
    """
    height = position[1]
    along, rising, across = velocity
    below = height < bodies.radius
    brake = bodies.brake * below
    if laws.loaded:
        brake *= (-rising).clamp_(min=0)
    torch.maximum(height, bodies.radius, out=height)
    bounced = torch.maximum(rising, rising * -laws.bounce)  # who was rising goes on rising
    torch.where(below, bounced, rising, out=rising)
    speed = (along * along).addcmul_(across, across).sqrt_().clamp_(min=SLOWEST)
    kept = brake.div_(speed).neg_().add_(1).clamp_(min=0)
    along.mul_(kept)
    across.mul_(kept)


def meet_waves(bodies: Bodies, terrain: Waves, position: Tensor, velocity: Tensor, laws: Laws) -> Tensor:
    """Contact with the plane that touches the waves beneath a node's centre; returns as `meet_ground`."""
    x, z = (position[axis].clamp(-laws.limit, laws.limit) for axis in (0, 2))
    height, along, across = relief_of_waves(terrain, x, z)
    steepness = (1 + along * along + across * across).sqrt()
    up = 1 / steepness
    depth = bodies.radius - (position[1] - height) * up
    push_out(bodies, Touch(torch.stack([-along * up, up, -across * up]), depth), position, velocity, laws)
    return height + bodies.radius * steepness + SLACK


def meet_steps(bodies: Bodies, terrain: Steps, position: Tensor, velocity: Tensor, laws: Laws) -> Tensor:
    """Contact with the tread beneath a node, then with the riser ahead or its edge; returns as `meet_ground`."""
    x, y = position[0].clamp(-laws.limit, laws.limit), position[1]
    number = step_number(terrain, x)
    inside = x - (terrain.first + (number - 1) * terrain.depth)  # m behind the riser
    number = torch.where(inside < tread_height(terrain, number) - y, number - 1, number).clamp(min=0)  # it ran into it
    tread = tread_height(terrain, number)
    upright = torch.stack([torch.zeros_like(x), torch.ones_like(x), torch.zeros_like(x)])
    push_out(bodies, Touch(upright, bodies.radius - (y - tread)), position, velocity, laws)

    before = terrain.first + number * terrain.depth - position[0]  # m to the next riser
    above = (position[1] - tread_height(terrain, number + 1)).clamp(min=0)
    distance = (before * before + above * above).sqrt().clamp(min=SLOWEST)
    over_edge = above > 0
    normal = torch.stack(
        [
            torch.where(over_edge, -before / distance, -1),
            torch.where(over_edge, above / distance, 0),
            torch.zeros_like(x),
        ]
    )
    depth = bodies.radius - torch.where(over_edge, distance, before)
    push_out(bodies, Touch(normal, depth), position, velocity, laws)
    return torch.where(depth > 0, torch.maximum(tread + bodies.radius, position[1]), tread + bodies.radius) + SLACK


def push_out(bodies: Bodies, touch: Touch, position: Tensor, velocity: Tensor, laws: Laws) -> None:
    """Nodes that are within the ground leave it; changes position and velocity [3, N, B] in place."""
    normal, depth = touch
    below = depth > 0
    x, y, z = velocity * normal
    leaving = x + y + z
    sliding = velocity - leaving * normal
    speed = norm(sliding).clamp_(min=SLOWEST)
    load = (-leaving).clamp(min=0) if laws.loaded else normal[1]
    kept = (1 - bodies.brake * load / speed).clamp(min=0)
    bounced = torch.maximum(leaving, leaving * -laws.bounce)
    torch.where(below, position + depth * normal - laws.dt * (1 - kept) * sliding, position, out=position)
    torch.where(below, sliding * kept + bounced * normal, velocity, out=velocity)
