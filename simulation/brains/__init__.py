"""Brains: what tells the muscles how long to be.

A brain is a function (scene, target [3, B] m, step) → [M, B] m, called before every physics step; what it remembers is
in the scene's state. Adding one is one page and one line here.
"""

from collections.abc import Callable

from torch import Tensor

from simulation.brains.dense import hybrid, pure
from simulation.brains.oscillator import oscillator
from simulation.scene import Scene

Brain = Callable[[Scene, Tensor, int], Tensor]

BRAINS: dict[str, Brain] = {
    "none": oscillator,
    "pure": pure,
    "hybrid": hybrid,
}
