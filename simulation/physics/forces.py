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
    """Force of every muscle on the two nodes it joins, along its axis: what it does itself, and its tissue.

    tension = effort + tissue · (length − clamp(length, birth · (1 − stroke), birth · (1 + stroke)))

    The second term is what keeps a body in shape: what a muscle is made of has the length at which it was born, gives
    way as far as the stroke and hardly farther, however heavy what pulls at it. Without it bodies collapse and fling
    their parts away. Nobody is born with anything stored in it.

    Returns:
        [3, N, B] N; sums to zero over a body's nodes, zero on padding.
    """
    span, length = muscle_lengths(bodies, state.motion)
    tension, born = effort(bodies, state, laws, span, length), bodies.birth_length
    within = length.clamp(born * (1 - laws.stroke), born * (1 + laws.stroke))
    tension.add_((length - within).mul_(laws.tissue))
    tension = span[:3].mul_(tension.div_(length))  # [3, M, B] N
    force = torch.zeros_like(state.position)
    for of_muscle, pull in zip(tension[:, :, None].unbind(1), bodies.pull.unbind(0), strict=True):
        force.addcmul_(of_muscle, pull)
    return force


def effort(bodies: Bodies, state: State, laws: Laws, span: Tensor, length: Tensor) -> Tensor:
    """[M, B] N: what each muscle pulls with by itself, spring and damper, no more than it is strong.

    effort = clamp(stiffness · (length − length it is told to take) + damping · d(length)/dt, −strength, strength)

    Args:
        span, length: as muscle_lengths has them of positions and velocities.
    """
    pull = (length - state.length).mul_(bodies.stiffness).addcmul_(bodies.damping, lengthening(span, length))
    pull.clamp_(-laws.strength, laws.strength)
    return pull


def lengthening(span: Tensor, length: Tensor) -> Tensor:
    """[M, B] m/s: d(length)/dt of muscles; of span [6, M, B] and length as muscle_lengths has them."""
    x, y, z, dx, dy, dz = span
    rate: Tensor = (x * dx).addcmul_(y, dy).addcmul_(z, dz)
    return rate.div_(length)


def muscle_power(bodies: Bodies, state: State, laws: Laws) -> Tensor:
    """[B] W: what muscles do by pulling while they shorten, and pushing while they lengthen.

    power = Σ max(0, −effort · d(length)/dt); what a muscle takes up while others stretch it is not subtracted.
    """
    span, length = muscle_lengths(bodies, state.motion)
    power = effort(bodies, state, laws, span, length) * -lengthening(span, length)
    return power.clamp_(min=0).sum(0)
