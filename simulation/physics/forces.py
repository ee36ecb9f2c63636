"""Forces inside a body."""

from torch import Tensor

from simulation.bodies import Bodies, State, norm

SHORTEST = 1e-6  # m, a muscle shorter than this counts as this long


def muscle_lengths(bodies: Bodies, motion: Tensor) -> tuple[Tensor, Tensor]:
    """From each muscle's first end to its second.

    Args:
        motion: [C, N, B], positions [3, N, B] or positions and velocities [6, N, B].
    Returns:
        span [C, M, B] and length [M, B] m, at least SHORTEST.
    """
    nodes = motion.reshape(len(motion), -1)
    span = nodes.index_select(1, bodies.second_end).sub_(nodes.index_select(1, bodies.first_end))
    span = span.view(len(motion), *bodies.rest_length.shape)
    return span, norm(span[:3]).clamp_(min=SHORTEST)


def muscle_force(bodies: Bodies, state: State) -> Tensor:
    """Force of every muscle on the two nodes it joins: spring and damper along its axis.

    tension = stiffness · (length − length it is told to take) + damping · d(length)/dt

    Returns:
        [3, N, B] N; sums to zero over a body's nodes, zero on padding.
    """
    span, length = muscle_lengths(bodies, state.motion)
    axis, closing = span[:3], span[3:]
    rate = (axis[0] * closing[0]).addcmul_(axis[1], closing[1]).addcmul_(axis[2], closing[2]).div_(length)
    tension = (length - state.length).mul_(bodies.stiffness).addcmul_(bodies.damping, rate)
    tension = axis.mul_(tension.div_(length))  # [3, M, B] N
    force = tension[:, 0, None] * bodies.pull[0]
    for muscle in range(1, len(bodies.pull)):
        force.addcmul_(tension[:, muscle, None], bodies.pull[muscle])
    return force
