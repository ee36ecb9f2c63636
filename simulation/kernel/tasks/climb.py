"""Climb, for a block; the page `tasks/climb.py` of the reference."""

from typing import Annotated, NamedTuple

from simulation.kernel.blocks import Floats
from simulation.kernel.lanes import LANES, ONE, ZERO, at_least, clamp, f32, stage, where
from simulation.kernel.memory import Lanes
from simulation.kernel.terrain import first_riser, step_number, tread_height
from simulation.tasks import climb as law

PARTS = ("approach", "distance", "height")

POINTS_A_METRE, LEAST_WAY = f32(law.POINTS_A_METRE), f32(law.LEAST_WAY)


class Tally(NamedTuple):
    start: Annotated[Floats, Lanes()]  # m, x of the centre of mass when measuring started
    start_height: Annotated[Floats, Lanes()]  # m, of the ground beneath it


@stage
def begin(tally, state, body, world):
    """Measure from here, toward the first step."""
    for lane in range(LANES):
        tally.start[lane] = state.centre[0, lane]
        tally.start_height[lane] = ground_height(state.centre[0, lane], body, world, lane)
        state.reached[lane] = ZERO
    watch(tally, state, body, world)


@stage
def renew(tally, state, body, world, course):
    """There is nothing to draw."""
    return False


@stage
def watch(tally, state, body, world):
    """Count the steps climbed; what is sensed is the upper edge of the next, straight ahead."""
    for lane in range(LANES):
        first = first_riser(body, world, lane)
        climbed = step_number(state.centre[0, lane], first, world)
        state.reached[lane] = at_least(state.reached[lane], climbed)
        state.target[0, lane] = first + climbed * world.step_depth
        state.target[1, lane] = tread_height(climbed + ONE, world)
        state.target[2, lane] = state.centre[2, lane]


@stage
def score(tally, state, body, world):
    """The share of the way to the stairs, m beyond their foot, and points for the height of the ground reached."""
    for lane in range(LANES):
        x, start, first = state.centre[0, lane], tally.start[lane], first_riser(body, world, lane)
        way = first - start
        approach = clamp((x - start) / at_least(way, LEAST_WAY), -ONE, ONE)
        state.parts[0, lane] = where(way < LEAST_WAY, ZERO, approach)
        state.parts[1, lane] = at_least(x, first) - at_least(start, first)
        state.parts[2, lane] = POINTS_A_METRE * (ground_height(x, body, world, lane) - tally.start_height[lane])


@stage
def ground_height(x, body, world, lane):
    """m, at x m."""
    return tread_height(step_number(x, first_riser(body, world, lane), world), world)
