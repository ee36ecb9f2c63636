"""Integration in time."""

import torch
from torch import Tensor

from simulation.bodies import Bodies, State
from simulation.laws import Laws

KEPT_PER_SECOND = 0.9  # share of its velocity that drag leaves a node after one second


def integrate(bodies: Bodies, state: State, force: Tensor, laws: Laws) -> Tensor:
    """Semi-implicit Euler under gravity and drag: v ← (v + F/m·dt)·0.9^dt, x ← x + v·dt.

    Args:
        force: [3, N, B] N.
    Returns:
        motion [6, N, B]: position m, velocity m/s.
    """
    motion = torch.empty_like(state.motion)
    position, velocity = motion[:3], motion[3:]
    torch.mul(force, bodies.inverse_mass, out=velocity)
    velocity[1] -= laws.gravity
    velocity.mul_(laws.dt).add_(state.velocity).mul_(KEPT_PER_SECOND**laws.dt)
    torch.add(state.position, velocity, alpha=laws.dt, out=position)
    return motion
