"""Starts of a block in the natural world; the reference's `episode.jittered` and `terrain.varied`.

Compiled on its own: the draws are in float64, and nothing else in the time loop is.
"""

from simulation import terrain as law
from simulation.kernel.blocks import AXES
from simulation.kernel.lanes import LANES, ONE, TWO, f32, stage
from simulation.kernel.random import uniform
from simulation.kernel.terrain import STEPS
from simulation.layouts import DRAWS, STARTS

FIRST_VARIES, PIECE = f32(law.FIRST_VARIES), f32(law.PIECE)


@stage
def start(state, body, world, course):
    """Move the nodes and the ground as each creature's layout says."""
    for lane in range(LANES):
        stream = course.stream[body.rows[lane]]
        for n in range(body.n_nodes):
            for axis in range(AXES):
                share = TWO * uniform(stream, AXES * (DRAWS + n) + axis) - ONE
                state.x[axis, n, lane] += world.start_jitter * share * body.occupied[n, lane]
        first = AXES * (DRAWS + STARTS)
        if world.terrain == STEPS:
            body.shift[0, lane] = FIRST_VARIES * (TWO * uniform(stream, first) - ONE)
        else:
            body.shift[0, lane] = PIECE * uniform(stream, first)
            body.shift[1, lane] = PIECE * uniform(stream, first + 1)
