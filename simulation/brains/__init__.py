"""Brains: what tells the muscles how long to be.

A brain is a function (bodies, state, target [3, B] m, config, step) → [M, B] m, called before every physics step;
what it remembers is in the state. Adding one is one page and one line here.
"""

from collections.abc import Callable

from torch import Tensor

from simulation.bodies import Bodies, State
from simulation.brains.dense import hybrid, pure
from simulation.brains.oscillator import oscillator
from simulation.config import RunConfig

Brain = Callable[[Bodies, State, Tensor, RunConfig, int], Tensor]

BRAINS: dict[str, Brain] = {
    "none": oscillator,
    "pure": pure,
    "hybrid": hybrid,
}
