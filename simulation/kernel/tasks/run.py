"""Run, for a block; the page `tasks/run.py` of the reference."""

from typing import Annotated, NamedTuple

from simulation.kernel.blocks import Floats
from simulation.kernel.lanes import LANES, ZERO, f32, stage
from simulation.kernel.memory import Lanes
from simulation.tasks import run as law

PARTS = ("distance",)

BEACON = f32(law.BEACON)


class Tally(NamedTuple):
    start: Annotated[Floats, Lanes()]  # m, x of the centre of mass when measuring started


@stage
def begin(tally, state, body, world):
    """Measure from here."""
    for lane in range(LANES):
        tally.start[lane] = state.centre[0, lane]
        state.target[0, lane] = state.centre[0, lane] + BEACON
        state.target[1, lane] = state.centre[1, lane]
        state.target[2, lane] = state.centre[2, lane]
        state.reached[lane] = ZERO


@stage
def renew(tally, state, body, world, course):
    """The beacon stays."""
    return False


@stage
def watch(tally, state, body, world):
    """Only start and finish count."""


@stage
def score(tally, state, body, world):
    """The distance in m, negative for who ran backwards."""
    for lane in range(LANES):
        state.parts[0, lane] = state.centre[0, lane] - tally.start[lane]
