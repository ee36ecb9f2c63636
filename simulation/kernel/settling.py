"""Settling: creatures fall limp before anything is measured; the reference's `episode.settle`, for one block."""

from simulation.kernel.blocks import AXES
from simulation.kernel.lanes import LANES, ONE, ZERO, at_least, both, lane_array, stage, where


@stage
def remember_places(state, body):
    """Keep where the nodes are before a step of settling."""
    for axis in range(AXES):
        for n in range(body.n_nodes):
            for lane in range(LANES):
                state.last[axis, n, lane] = state.x[axis, n, lane]


@stage
def hold_who_rests(state, body, world):
    """Hold whoever touches the ground and moved no node by more than `calm` m along any axis in this step."""
    grounded, farthest = lane_array(LANES), lane_array(LANES)
    for lane in range(LANES):
        grounded[lane] = ZERO
        farthest[lane] = ZERO
    for n in range(body.n_nodes):
        for lane in range(LANES):
            touches = where(state.x[1, n, lane] <= state.floor[n, lane], body.occupied[n, lane], ZERO)
            grounded[lane] = at_least(grounded[lane], touches)
            for axis in range(AXES):
                moved = abs(state.x[axis, n, lane] - state.last[axis, n, lane])
                farthest[lane] = where(moved > farthest[lane], moved, farthest[lane])
    for lane in range(LANES):
        rests = both(grounded[lane] > ZERO, farthest[lane] <= world.calm)
        state.held[lane] = at_least(state.held[lane], where(rests, ONE, ZERO))


@stage
def all_held(state):
    """Whether nobody moves any more."""
    n_held = 0
    for lane in range(LANES):
        n_held += 1 if state.held[lane] > ZERO else 0
    return n_held == LANES


@stage
def start_measuring(state, body):
    """Release who waited at rest, and count from here."""
    for axis in range(AXES):
        for n in range(body.n_nodes):
            for lane in range(LANES):
                state.v[axis, n, lane] = where(state.held[lane] > ZERO, ZERO, state.v[axis, n, lane])
        for lane in range(LANES):
            state.before[axis, lane] = state.centre[axis, lane]
            state.start[axis, lane] = state.centre[axis, lane]
            state.sensed[axis, lane] = state.centre[axis, lane]
    for lane in range(LANES):
        state.held[lane] = where(state.fault[lane] > ZERO, ONE, ZERO)
        state.work[lane] = ZERO
