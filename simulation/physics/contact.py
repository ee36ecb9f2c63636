"""The ground, the plane y = 0."""

import torch
from torch import Tensor

from simulation.bodies import Bodies

BOUNCE = 0.2  # share of its downward speed with which a node leaves the ground
SLOWEST = 1e-12  # m/s, keeps the division by speed finite at rest


def meet_ground(bodies: Bodies, position: Tensor, velocity: Tensor) -> None:
    """Nodes whose centre is below their radius are put on the ground, bounce, and are slowed by Coulomb friction.

    Friction takes at most μ·g·dt of the horizontal speed and never reverses it. Changes position [3, N, B] and
    velocity [3, N, B] in place.
    """
    height = position[1]
    along, rising, across = velocity
    below = height < bodies.radius
    torch.maximum(height, bodies.radius, out=height)
    bounced = torch.maximum(rising, rising * -BOUNCE)  # who was rising goes on rising
    torch.where(below, bounced, rising, out=rising)
    speed = (along * along).addcmul_(across, across).sqrt_().clamp_(min=SLOWEST)
    kept = (bodies.brake * below).div_(speed).neg_().add_(1).clamp_(min=0)
    along.mul_(kept)
    across.mul_(kept)
