"""Brains: what tells the muscles how long to be.

What a brain remembers is in the scene's state. Adding one is one page, one more of its compiled form, and one line here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from simulation.brains.dense import hybrid, pure
from simulation.brains.oscillator import oscillator
from simulation.scene import Scene


@dataclass(frozen=True)
class Brain:
    """A brain in its two forms."""

    drive: Callable[[Scene, Tensor, int], Tensor]  # (scene, target [3, B] m, step) → [M, B] m, before every physics step
    kernel: str | None  # the module of its compiled form; None: only the reference plays it


BRAINS: dict[str, Brain] = {
    "none": Brain(oscillator, "simulation.kernel.brains.oscillator"),
    "pure": Brain(pure, "simulation.kernel.brains.pure"),
    "hybrid": Brain(hybrid, "simulation.kernel.brains.hybrid"),
}
