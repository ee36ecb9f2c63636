"""Integration in time."""

from torch import Tensor

from simulation.bodies import Bodies, State
from simulation.config import RunConfig

KEPT_PER_SECOND = 0.9  # share of its velocity that drag leaves a node after one second


def integrate(bodies: Bodies, state: State, force: Tensor, config: RunConfig) -> tuple[Tensor, Tensor]:
    """Semi-implicit Euler under gravity and drag: v ← (v + F/m·dt)·0.9^dt, x ← x + v·dt.

    Args:
        force: [3, N, B] N, used up.
    Returns:
        position [3, N, B] m, velocity [3, N, B] m/s.
    """
    dt = 1 / config.physics_hz
    velocity = force.mul_(bodies.inverse_mass)
    velocity[1] -= config.gravity
    velocity = velocity.mul_(dt).add_(state.velocity).mul_(KEPT_PER_SECOND**dt)
    return state.position.add(velocity, alpha=dt), velocity
