"""The net's output is the contraction."""

from simulation.kernel.brains.dense import Net, Nets, decide, limited, wire
from simulation.kernel.lanes import LANES, ONE, stage

__all__ = ["Net", "Nets", "drive", "wire"]


@stage
def drive(state, body, net, world, step):
    """Length: rest length · (1 − gain · output), within the muscle's limits."""
    decide(state, body, net, world, step, world.dead_zone)
    for m in range(body.n_muscles):
        for lane in range(LANES):
            state.length[m, lane] = limited(state, body, world, m, lane, ONE - world.gain * state.output[m, lane])
