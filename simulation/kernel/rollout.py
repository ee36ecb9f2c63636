"""The time loop of the kernel; the reference's `episode.rollout`."""

from typing import Any

from simulation.kernel.blocks import new_state
from simulation.kernel.brains.dense import forget, wire, wiring_of
from simulation.kernel.film import expose, load_reel, note
from simulation.kernel.growth import body_of, grow
from simulation.kernel.lanes import LANES, ZERO, at_least, stage, where
from simulation.kernel.physics import advance, be_born
from simulation.kernel.settling import all_held, hold_who_rests, remember_places, start_measuring

# Of the task and the brain that it is compiled for, and `prepare` compiled; compiled.py puts them in place.
prepared: Any = None
new_tally: Any = None
begin: Any = None
renew: Any = None
watch: Any = None
score: Any = None
drive: Any = None


def prepare(genes, nets, scratch, world, rows, size):
    """Fill the scratch with the bodies and nets of one block; the same for every task and brain, so compiled once."""
    grow(body_of(scratch.body, size), genes, rows, world)
    wire(wiring_of(scratch.net), nets, rows, world)


def rollout(genes, nets, scratch, world, course, rows, sizes, filmed, results, reel):
    """Play blocks of creatures, one after another.

    Args:
        rows: [G, LANES] who plays in which block; a lane without a creature of its own repeats another.
        sizes: [G, 2] the most nodes and muscles of any creature in the block.
        filmed: [G, LANES] each one's place in the reel, −1 for who is not filmed.
        scratch: room for one block's bodies and nets.
    """
    state, tally = new_state(), new_tally()
    for block in range(rows.shape[0]):
        prepared(genes, nets, scratch, world, rows[block], sizes[block])
        body, net = body_of(scratch.body, sizes[block]), wiring_of(scratch.net)
        be_born(state, body)
        forget(state)
        filming = load_reel(reel, filmed[block])
        step = -world.settle_most
        while True:
            if step < 0:
                remember_places(state, body)
            else:
                if step == 0:
                    start_measuring(state, body)
                    begin(tally, state, body)
                renewed = renew(tally, state, body, world, course, rows[block])
                due = filming and step % world.frame_every == 0
                if due or step == world.n_steps:
                    score(tally, state, body, world)
                    add_up(state, world, results.parts.shape[0])
                if filming and (renewed or due or step == world.n_steps):
                    note(reel, filmed[block], state, world, step)
                if due:
                    expose(reel, filmed[block], state, body, world, step // world.frame_every)
                if step == world.n_steps:
                    break
                drive(state, body, net, world, step)
            advance(state, body, world)
            if step >= 0:
                watch(tally, state, body)
            elif step >= world.settle_least - world.settle_most:
                hold_who_rests(state, body, world)
                if all_held(state):
                    step = -1
            step += 1
        take_down(results, state, rows[block])


@stage
def add_up(state, world, n_parts):
    """Fitness [LANES] of the parts, all 0 for the disqualified; −0 becomes 0."""
    for lane in range(LANES):
        state.fitness[lane] = ZERO
    for part in range(n_parts):
        for lane in range(LANES):
            value = where(state.fault[lane] > ZERO, ZERO, state.parts[part, lane] + ZERO)
            state.parts[part, lane] = value
            state.fitness[lane] += value
    for lane in range(LANES):
        state.fitness[lane] = at_least(state.fitness[lane], world.lowest)


@stage
def take_down(results, state, rows):
    """Write what the block's creatures came to."""
    for lane in range(LANES):
        row = rows[lane]
        results.fitness[row] = state.fitness[lane]
        results.reached[row] = int(state.reached[lane])
        results.fault[row] = int(state.fault[lane])
        for part in range(results.parts.shape[0]):
            results.parts[part, row] = state.parts[part, lane]
