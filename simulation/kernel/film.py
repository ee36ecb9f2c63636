"""Recording within the kernel; the camera of the reference's `film.py`. Whole blocks, lane by lane as the state is."""

from simulation.kernel.blocks import AXES
from simulation.kernel.lanes import LANES, ONE, ZERO, f32, stage


@stage
def load_reel(reel, filmed):
    """Whether any creature of the block is filmed; nothing has happened to them yet.

    filmed [LANES]: their places in the reel, all of a block or −1.
    """
    first = filmed[0]
    if first < 0:
        return False
    for lane in range(LANES):
        reel.n_events[first + lane] = ZERO
        reel.fault[first + lane] = ZERO
        reel.fault_frame[first + lane] = 0
    return True


@stage
def shoot(reel, filmed, state, body, world, n_parts, step, renewed):
    """Record what is to be seen before `step`; renewed: somebody has a new target."""
    due = step % world.frame_every == 0
    if renewed or due or step == world.n_steps:
        note(reel, filmed, state, world, step)
    if step == world.n_steps:
        for lane in range(LANES):
            reel.work[filmed[0] + lane] = state.work[lane]
    if due:
        expose(reel, filmed, state, body, world, n_parts, step // world.frame_every)


@stage
def note(reel, filmed, state, world, step):
    """Who has been disqualified or has a new target after `step` steps, by the frame that first shows it."""
    first, shows_targets = filmed[0], f32(world.shows_targets)
    n_news = 0
    for lane in range(LANES):
        n_news += 1 if state.fault[lane] != reel.fault[first + lane] else 0
    for lane in range(LANES):
        n_news += 1 if shows_targets * (state.reached[lane] + ONE) != reel.n_events[first + lane] else 0
    if n_news > 0:
        frame = min((step + world.frame_every - 1) // world.frame_every, world.n_steps // world.frame_every)
        for lane in range(LANES):
            k = first + lane
            if state.fault[lane] > ZERO and reel.fault[k] == ZERO:
                reel.fault[k] = state.fault[lane]
                reel.fault_frame[k] = frame
            event = int(reel.n_events[k])
            if world.shows_targets and event < reel.most_events and int(state.reached[lane]) >= event:
                place = k * reel.most_events + event
                reel.events[place, 0] = f32(frame)
                for axis in range(AXES):
                    reel.events[place, 1 + axis] = state.target[axis, lane]
                reel.n_events[k] = f32(event + 1)


@stage
def expose(reel, filmed, state, body, world, n_parts, frame):
    """Copy what a frame shows: positions, centre of mass, score, its parts, what the net sensed, thought and said."""
    place = (filmed[0] // LANES * reel.n_frames + frame) * reel.n_rows
    for axis in range(AXES):
        for n in range(body.n_nodes):
            for lane in range(LANES):
                reel.frames[place + n, lane] = state.x[axis, n, lane]
        blank(reel, place + body.n_nodes, world.node_slots - body.n_nodes)
        place += world.node_slots
    store(reel, place, state.centre, AXES)
    for lane in range(LANES):
        reel.frames[place + AXES, lane] = state.fitness[lane]
    place += AXES + 1
    store(reel, place, state.parts, n_parts)
    if world.n_hidden > 0:
        place += n_parts
        store(reel, place, state.inputs, world.n_inputs)
        store(reel, place + world.n_inputs, state.hidden, world.n_hidden)
        place += world.n_inputs + world.n_hidden
        store(reel, place, state.output, body.n_muscles)
        blank(reel, place + body.n_muscles, world.muscle_slots - body.n_muscles)


@stage
def store(reel, first, array, n_rows):
    """Copy the first rows of array [R, LANES]."""
    for row in range(n_rows):
        for lane in range(LANES):
            reel.frames[first + row, lane] = array[row, lane]


@stage
def blank(reel, first, n_rows):
    """Zeros, where the block has none of what there is room for."""
    for row in range(first, first + n_rows):
        for lane in range(LANES):
            reel.frames[row, lane] = ZERO
