"""Recording within the kernel; the camera of the reference's `film.py`. Scalar: few lanes of a block are filmed."""

from simulation.kernel.lanes import LANES, ZERO, f32, stage


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
    """Copy what a frame shows."""
    for lane in range(LANES):
        k = filmed[lane]
        if k >= 0:
            reel.score[k, frame] = state.fitness[lane]
            for axis in range(3):
                reel.centre[k, frame, axis] = state.centre[axis, lane]
            for n in range(body.n_nodes):
                for axis in range(3):
                    reel.positions[k, frame, n, axis] = state.x[axis, n, lane]
            for n in range(body.n_nodes, reel.positions.shape[2]):
                for axis in range(3):
                    reel.positions[k, frame, n, axis] = ZERO
            if reel.activations.shape[2] > 0:
                expose_net(reel, state, body, world, k, frame, lane)


@stage
def expose_net(reel, state, body, world, k, frame, lane):
    """Inputs, hidden neurons and outputs, one after another."""
    for i in range(world.n_inputs):
        reel.activations[k, frame, i] = state.inputs[i, lane]
    for h in range(world.n_hidden):
        reel.activations[k, frame, world.n_inputs + h] = state.hidden[h, lane]
    first = world.n_inputs + world.n_hidden
    for m in range(body.n_muscles):
        reel.activations[k, frame, first + m] = state.output[m, lane]
    for m in range(body.n_muscles, world.muscle_slots):
        reel.activations[k, frame, first + m] = ZERO
