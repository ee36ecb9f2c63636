"""The time loop of the kernel; the reference's `episode.rollout`."""

from typing import NamedTuple

from simulation.kernel.blocks import BODY, GENES, REEL, RESULTS, STATE, WORLD
from simulation.kernel.film import load_reel, shoot
from simulation.kernel.growth import grow
from simulation.kernel.lanes import LANES, ZERO, at_least, stage, where
from simulation.kernel.memory import address_of, call
from simulation.kernel.physics import advance, be_born
from simulation.kernel.settling import all_held, hold_who_rests, remember_places, start_measuring

world_in, genes_in, results_in, reel_in = WORLD.view, GENES.view, RESULTS.view, REEL.view
state_in, body_in = STATE.view, BODY.view
NODES, MUSCLES, ROWS = BODY.word("n_nodes"), BODY.word("n_muscles"), BODY.word("rows")


class Stages(NamedTuple):
    """Addresses of the stages of a brain, a task, the ground and starts, see entries.py."""

    wire: int
    drive: int
    begin: int
    renew: int
    watch: int
    score: int
    lift: int
    meet: int
    start: int


def rollout(stages, memory, rows, sizes, filmed):
    """Play blocks of creatures, one after another.

    Args:
        memory: holds the world, the course, the genes and the nets, and where results and frames go; the rest is ours.
        rows: [G, LANES] who plays in which block; a lane without a creature of its own repeats another.
        sizes: [G, 2] the most nodes and muscles of any creature in the block.
        filmed: [G, LANES] each one's place in the reel, −1 for who is not filmed.
    """
    here = address_of(memory)
    world, genes, results, reel = world_in(here), genes_in(here), results_in(here), reel_in(here)
    for block in range(rows.shape[0]):
        memory[NODES], memory[MUSCLES] = sizes[block]
        for lane in range(LANES):
            memory[ROWS + lane] = rows[block, lane]
        state, body = state_in(here), body_in(here)
        grow(body, genes, world)
        call(stages.wire, here, 0)
        be_born(state, body, world, stages, here)
        filming = load_reel(reel, filmed[block])
        step = -world.settle_most
        while True:
            if step < 0:
                remember_places(state, body)
            else:
                if step == 0:
                    start_measuring(state, body)
                    call(stages.begin, here, step)
                renewed = call(stages.renew, here, step)
                due = filming and step % world.frame_every == 0
                if due or step == world.n_steps:
                    call(stages.score, here, step)
                    add_up(state, world, results.n_parts)
                if filming:
                    shoot(reel, filmed[block], state, body, world, results.n_parts, step, renewed)
                if step == world.n_steps:
                    break
                call(stages.drive, here, step)
            advance(state, body, world, stages, here, filming and step >= 0)
            if step >= 0:
                call(stages.watch, here, step)
            elif step >= world.settle_least - world.settle_most:
                hold_who_rests(state, body, world)
                if all_held(state):
                    step = -1
            step += 1
        take_down(results, state, body)


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
def take_down(results, state, body):
    """Write what the block's creatures came to."""
    for lane in range(LANES):
        row = body.rows[lane]
        results.fitness[row] = state.fitness[lane]
        results.behaviour[row, 0] = state.centre[0, lane] - state.start[0, lane]
        results.behaviour[row, 1] = state.centre[2, lane] - state.start[2, lane]
        results.reached[row] = int(state.reached[lane])
        results.fault[row] = int(state.fault[lane])
        for part in range(results.n_parts):
            results.parts[row, part] = state.parts[part, lane]
