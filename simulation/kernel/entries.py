"""What the stages of tasks, brains and the ground are to the time loop: functions of the memory and the step, a number
back.

Of each, compiled.py compiles a copy with the names below bound to the task's, the brain's or the ground's.
"""

from typing import Any

from simulation.kernel.blocks import BODY, COURSE, STATE, WORLD

world_in, course_in, state_in, body_in = WORLD.view, COURSE.view, STATE.view, BODY.view

tally_in: Any = None
nets_in: Any = None
net_in: Any = None
of_page: Any = None  # the stage itself


def wire(memory, step):
    of_page(net_in(memory), nets_in(memory), body_in(memory), world_in(memory))
    return 0


def drive(memory, step):
    of_page(state_in(memory), body_in(memory), net_in(memory), world_in(memory), step)
    return 0


def begin(memory, step):
    of_page(tally_in(memory), state_in(memory), body_in(memory), world_in(memory))
    return 0


def renew(memory, step):
    return of_page(tally_in(memory), state_in(memory), body_in(memory), world_in(memory), course_in(memory))


def watch(memory, step):
    of_page(tally_in(memory), state_in(memory), body_in(memory), world_in(memory))
    return 0


def score(memory, step):
    of_page(tally_in(memory), state_in(memory), body_in(memory), world_in(memory))
    return 0


def start(memory, step):
    of_page(state_in(memory), body_in(memory), world_in(memory), course_in(memory))
    return 0


def lift(memory, step):
    of_page(state_in(memory), body_in(memory), world_in(memory))
    return 0


def meet(memory, step):
    of_page(state_in(memory), body_in(memory), world_in(memory))
    return 0
