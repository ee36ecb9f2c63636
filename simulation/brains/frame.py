"""A creature's own frame: the ground plane's axes, turned as its body has turned since its birth."""

import torch
from torch import Tensor

from simulation.bodies import Bodies, State, total

LEAST_TURN = 1e-9  # m², so that a body without extent in the ground plane has a frame: the world's


def own_frame(bodies: Bodies, state: State) -> Tensor:
    """[2, B]: cosine and sine of the yaw ψ that best turns the pose at birth into the present one.

    tan ψ = Σ m (a × b) / Σ m (a · b), a and b the nodes' offsets from the centre of mass over the ground, then and now.
    """
    along, across = bodies.pose
    x, z = (state.position - state.centre[:, None])[::2]
    cosine = total(along * x + across * z, 0) + LEAST_TURN
    sine = total(along * z - across * x, 0)
    return torch.stack([cosine, sine]) / (cosine * cosine + sine * sine).sqrt().clamp(min=LEAST_TURN)


def turned(vectors: Tensor, frame: Tensor) -> Tensor:
    """Vectors [3, ..., B] of the world, in the frame [2, B] of each creature."""
    x, y, z = vectors
    cosine, sine = frame
    return torch.stack([cosine * x + sine * z, y, cosine * z - sine * x])
