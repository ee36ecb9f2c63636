"""The net modulates the oscillators."""

from simulation.kernel.brains.dense import Net, Nets, decide, limited, wire
from simulation.kernel.brains.oscillator import swing
from simulation.kernel.lanes import HALF, LANES, ONE, ZERO, f32, stage

__all__ = ["Net", "Nets", "drive", "wire"]


@stage
def drive(state, body, net, world, step):
    """Length: rest length · (1 − swing · (0.5 + (output + 1)/2)), within the muscle's limits."""
    decide(state, body, net, world, step, ZERO)
    t = f32(step) / world.control_hz
    for m in range(body.n_muscles):
        for lane in range(LANES):
            share = swing(body, m, lane, t) * (state.output[m, lane] * HALF + ONE)
            state.length[m, lane] = limited(state, body, world, m, lane, ONE - share)
