"""Forces inside a body."""

import torch
from torch import Tensor

from simulation.bodies import Bodies, State, norm
from simulation.laws import Laws

SHORTEST = 1e-6  # m, a muscle shorter than this counts as this long


def muscle_lengths(bodies: Bodies, motion: Tensor) -> tuple[Tensor, Tensor]:
    """From each muscle's first end to its second.

    Args:
        motion: [C, N, B], positions [3, N, B] or positions and velocities [6, N, B].
    Returns:
        span [C, M, B] and length [M, B] m, at least SHORTEST.
    """
    span = motion.new_zeros(len(motion), *bodies.rest_length.shape)
    for of_node, pull in zip(motion[:, :, None].unbind(1), bodies.pull.unbind(1), strict=True):
        span.addcmul_(of_node, pull, value=-1)
    return span, norm(span[:3]).clamp_(min=SHORTEST)


def muscle_force(bodies: Bodies, state: State, laws: Laws) -> Tensor:
    """Force of every muscle on the two nodes it joins: spring and damper along its axis, no more than it is strong.

    tension = clamp(stiffness · (length − length it is told to take) + damping · d(length)/dt, −strength, strength)
              + tissue · (length − clamp(length, birth · (1 − stroke), birth · (1 + stroke)))

    The second line is what keeps a body in shape: what a muscle is made of has the length at which it was born, gives
    way as far as the stroke and hardly farther, however heavy what pulls at it. Without it bodies collapse and fling
    their parts away. Nobody is born with anything stored in it.

    Returns:
        [3, N, B] N; sums to zero over a body's nodes, zero on padding.
    """
    span, length = muscle_lengths(bodies, state.motion)
    axis = span[:3]
    x, y, z, dx, dy, dz = span
    rate = (x * dx).addcmul_(y, dy).addcmul_(z, dz).div_(length)
    tension = (length - state.length).mul_(bodies.stiffness).addcmul_(bodies.damping, rate)
    tension.clamp_(-laws.strength, laws.strength)
    born = bodies.birth_length
    within = length.clamp(born * (1 - laws.stroke), born * (1 + laws.stroke))
    tension.add_((length - within).mul_(laws.tissue))
    tension = axis.mul_(tension.div_(length))  # [3, M, B] N
    force = torch.zeros_like(state.position)
    for of_muscle, pull in zip(tension[:, :, None].unbind(1), bodies.pull.unbind(0), strict=True):
        force.addcmul_(of_muscle, pull)
    return force
