"""The net's output is the contraction."""

from simulation.kernel.brains.dense import decide, limited
from simulation.kernel.lanes import LANES, ONE, stage


@stage
def drive(state, body, wiring, world, step):
    """Length: rest length · (1 − output), within the muscle's limits."""
    decide(state, body, wiring, world, step, world.dead_zone)
    for m in range(body.n_muscles):
        for lane in range(LANES):
            state.length[m, lane] = limited(state, body, world, m, lane, ONE - state.output[m, lane])
