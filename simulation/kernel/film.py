"""Recording within the kernel; the camera of the reference's `film.py`. Scalar: few lanes of a block are filmed."""

from simulation.kernel.blocks import AXES
from simulation.kernel.lanes import LANES, ZERO, f32, row_of, stage


@stage
def load_reel(reel, filmed):
    """Whether any creature of the block is filmed; nothing has happened to them yet.

    filmed [LANES]: whose place in the reel, −1 for who is not filmed.
    """
    filming = False
    for lane in range(LANES):
        k = filmed[lane]
        if k >= 0:
            filming = True
            reel.n_events[k] = 0
            reel.fault[k] = 0
            reel.fault_frame[k] = 0
    return filming


@stage
def note(reel, filmed, state, world, step):
    """Who has been disqualified or has a new target after `step` steps, by the frame that first shows it."""
    frame = min((step + world.frame_every - 1) // world.frame_every, world.n_steps // world.frame_every)
    for lane in range(LANES):
        k = filmed[lane]
        if k >= 0:
            if state.fault[lane] > ZERO and reel.fault[k] == 0:
                reel.fault[k] = int(state.fault[lane])
                reel.fault_frame[k] = frame
            event = reel.n_events[k]
            if world.shows_targets and event < reel.events.shape[1] and int(state.reached[lane]) >= event:
                reel.events[k, event, 0] = f32(frame)
                for axis in range(3):
                    reel.events[k, event, 1 + axis] = state.target[axis, lane]
                reel.n_events[k] = event + 1


@stage
def expose(reel, filmed, state, body, world, frame):
    """Copy what a frame shows: positions, centre of mass, score and what the net sensed, thought and said."""
    for lane in range(LANES):
        k = filmed[lane]
        if k >= 0:
            row = row_of(reel.frames, k, frame)
            for n in range(body.n_nodes):
                for axis in range(AXES):
                    row[AXES * n + axis] = state.x[axis, n, lane]
            for place in range(AXES * body.n_nodes, AXES * world.node_slots):
                row[place] = ZERO
            place = AXES * world.node_slots
            for axis in range(AXES):
                row[place + axis] = state.centre[axis, lane]
            row[place + AXES] = state.fitness[lane]
            place += AXES + 1
            if world.n_hidden > 0:
                for i in range(world.n_inputs):
                    row[place + i] = state.inputs[i, lane]
                place += world.n_inputs
                for h in range(world.n_hidden):
                    row[place + h] = state.hidden[h, lane]
                place += world.n_hidden
                for m in range(body.n_muscles):
                    row[place + m] = state.output[m, lane]
                for m in range(body.n_muscles, world.muscle_slots):
                    row[place + m] = ZERO
