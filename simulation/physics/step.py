"""One step of physics; model.md, steps 3 to 7."""

import torch
from torch import Tensor

from simulation.bodies import Bodies, State, centre_of_mass
from simulation.config import RunConfig
from simulation.physics.contact import meet_ground
from simulation.physics.forces import muscle_force
from simulation.physics.integrator import integrate

REASONS = ("", "not finite", "left the arena", "too high")  # why a creature is disqualified; 0 = in play
NOT_FINITE, LEFT, TOO_HIGH = 1, 2, 3
ARENA = 50.0  # m from the origin
CEILING = 30.0  # m


def step(bodies: Bodies, state: State, config: RunConfig) -> None:
    """Advance every creature by one step under the lengths its muscles are told to take."""
    force = muscle_force(bodies, state)
    position, velocity = integrate(bodies, state, force, config)
    meet_ground(bodies, position, velocity)
    fault = fault_of(position)
    move(state, position, velocity, fault)
    state.before, state.centre = state.centre, centre_of_mass(bodies, state.position)


def fault_of(position: Tensor) -> Tensor:
    """[B] int8, why creatures at `position` [3, N, B] must leave; index into REASONS. The maximum of NaN is NaN."""
    x, height, z = position
    across, top = (x * x).addcmul_(z, z).amax(0), height.amax(0)
    fault = torch.zeros_like(top, dtype=torch.int8)
    fault.masked_fill_(across > ARENA**2, LEFT)
    fault.masked_fill_(top > CEILING, TOO_HIGH)
    fault.masked_fill_(~torch.isfinite(across + top), NOT_FINITE)
    return fault


def move(state: State, position: Tensor, velocity: Tensor, fault: Tensor) -> None:
    """Take the step, except whoever is held or disqualified: they keep their place, and the first fault stays.

    A creature is seen where it broke the rules, unless that place is no place.
    """
    still = state.held | (state.fault > 0) | (fault == NOT_FINITE)
    state.fault = torch.where(state.fault > 0, state.fault, fault)
    torch.where(still, state.position, position, out=state.position)
    state.velocity.copy_(velocity)
