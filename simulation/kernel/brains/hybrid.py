"""The net modulates the oscillators."""

from simulation.kernel.brains.dense import decide, limited
from simulation.kernel.brains.oscillator import swing
from simulation.kernel.lanes import HALF, LANES, ONE, ZERO, f32, stage


@stage
def drive(state, body, wiring, world, step):
    """Length: rest length · (1 − swing · (0.5 + (output + 1)/2)), within the muscle's limits."""
    decide(state, body, wiring, world, step, ZERO)
    t = f32(step) / world.physics_hz
    for m in range(body.n_muscles):
        for lane in range(LANES):
            share = swing(body, m, lane, t) * (state.output[m, lane] * HALF + ONE)
            state.length[m, lane] = limited(state, body, world, m, lane, ONE - share)
