"""A control step of physics; model.md, steps 3 to 7, which the natural world takes several times."""

import torch
from torch import Tensor

from simulation.bodies import Bodies, State, centre_of_mass
from simulation.graphs import possible
from simulation.laws import Laws
from simulation.physics.contact import meet_ground
from simulation.physics.forces import muscle_force, muscle_power
from simulation.physics.integrator import integrate
from simulation.terrain import Level, Terrain

REASONS = ("", "not finite", "left the arena", "too high")  # why a creature is disqualified; 0 = in play
NOT_FINITE, LEFT, TOO_HIGH = 1, 2, 3
LEVEL = Level()


def step(bodies: Bodies, state: State, laws: Laws, terrain: Terrain = LEVEL, *, metered: bool = False) -> None:
    """Advance every creature by one control step under the lengths its muscles are told to take.

    Args:
        metered: whether the work of muscles is added up; it takes about a tenth more time.
    """
    before = state.motion
    for _ in range(laws.n_substeps):
        if metered:
            power = muscle_power(bodies, state, laws).masked_fill_(state.held, 0)
            state.work = state.work + power * laws.dt
        force = muscle_force(bodies, state, laws)
        state.motion = integrate(bodies, state, force, laws)
        state.floor = meet_ground(bodies, terrain, state.position, state.velocity, laws)
    state.motion = guarded(state, before, state.motion, laws)
    state.before, state.centre = state.centre, centre_of_mass(bodies, state.position)
    state.step = state.step + 1


def guarded(state: State, before: Tensor, motion: Tensor, laws: Laws) -> Tensor:
    """The motion [6, N, B], of those who are held `before`; disqualifies, and from then on holds, who broke the rules.

    A creature is seen where it broke the rules; only a node whose place is no place stays where it was.
    """
    if possible(state.held.any()):
        motion = torch.where(state.held, before, motion)
    across, height = extent(motion[:3])
    # the maximum of NaN is NaN, and within nothing
    within = (across.amax() <= laws.limit**2) & (height.amax() <= laws.ceiling)
    if possible(~within):
        fault = fault_of(across, height, laws).masked_fill_(state.held, 0)
        state.fault = torch.maximum(state.fault, fault)
        state.held = state.held | (fault > 0)
        motion = torch.where(torch.isfinite(across + height), motion, before)
    return motion


def extent(position: Tensor) -> tuple[Tensor, Tensor]:
    """Square of the distance from the origin over the ground [N, B] m², and height [N, B] m."""
    x, height, z = position
    return (x * x).addcmul_(z, z), height


def fault_of(across: Tensor, height: Tensor, laws: Laws) -> Tensor:
    """[B] int8, why creatures of this extent must leave; index into REASONS."""
    across, height = across.amax(0), height.amax(0)
    fault = torch.zeros_like(height, dtype=torch.int8)
    fault.masked_fill_(across > laws.limit**2, LEFT)
    fault.masked_fill_(height > laws.ceiling, TOO_HIGH)
    return fault.masked_fill_(~torch.isfinite(across + height), NOT_FINITE)
