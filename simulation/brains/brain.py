"""What a brain is."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from simulation.scene import Scene


@dataclass(frozen=True)
class Brain:
    """The functions a brain is made of, each of the scene and the target [3, B] m; its memory is in the state."""

    decide: Callable[[Scene, Tensor], None]  # every `config.brain_every` steps, the first included
    lengths: Callable[[Scene, Tensor], Tensor]  # before every step: [M, B] m, what the muscles are told to take
    kernel: str | None  # the module of its compiled form; None: only the reference plays it
