"""Creatures' own frames, for a block; the page `brains/frame.py` of the reference."""

import math

from simulation.brains.frame import LEAST_TURN
from simulation.kernel.lanes import LANES, ONE, ZERO, at_least, f32, stage

LEAST = f32(LEAST_TURN)  # m²


@stage
def own_frame(cosine, sine, state, body):
    """Sets cosine and sine [LANES] of the yaw that best turns each body's pose at birth into the present one."""
    for lane in range(LANES):
        cosine[lane] = LEAST
        sine[lane] = ZERO
    for n in range(body.n_nodes):
        for lane in range(LANES):
            x = state.x[0, n, lane] - state.centre[0, lane]
            z = state.x[2, n, lane] - state.centre[2, lane]
            along, across = body.pose[0, n, lane], body.pose[1, n, lane]
            cosine[lane] += along * x + across * z
            sine[lane] += along * z - across * x
    for lane in range(LANES):
        size = math.sqrt(cosine[lane] * cosine[lane] + sine[lane] * sine[lane])
        per_size = ONE / at_least(size, LEAST)
        cosine[lane] *= per_size
        sine[lane] *= per_size


@stage
def turn(vectors, cosine, sine):
    """Turn vectors [3, LANES] of the world into those of the creatures' frames."""
    for lane in range(LANES):
        x, z = vectors[0, lane], vectors[2, lane]
        vectors[0, lane] = cosine[lane] * x + sine[lane] * z
        vectors[2, lane] = cosine[lane] * z - sine[lane] * x
