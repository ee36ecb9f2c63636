"""Brains: what tells the muscles how long to be.

Adding one is one page, one more of its compiled form, and one line here.
"""

from simulation.brains.brain import Brain
from simulation.brains.dense import HYBRID, PURE
from simulation.brains.neat import NEAT
from simulation.brains.oscillator import NONE

BRAINS: dict[str, Brain] = {
    "none": NONE,
    "pure": PURE,
    "hybrid": HYBRID,
    "neat": NEAT,
}

__all__ = ["BRAINS", "Brain"]
