"""Genes: the range each is born in, the range it may reach, and how far a mutation moves it. Stated here alone.

Births, mutations and the reading of genome JSON all go by this table. Lengths in m, angles in rad, the rest as in
population.py. This page imports no torch.
"""

from math import pi
from typing import NamedTuple


class Gene(NamedTuple):
    """One gene. A mutation moves it by up to magnitude · step · (born_high − born_low)."""

    born_low: float
    born_high: float
    low: float
    high: float
    step: float = 1.0
    wraps: bool = False  # an angle or a hue: leaving at one end, it comes in at the other


def within(low: float, high: float, step: float = 1.0, *, wraps: bool = False) -> Gene:
    """A gene that may never leave the range it is born in."""
    return Gene(low, high, low, high, step, wraps)


# Sideways position and height; a body is put onto the ground at birth, in the published world lifted by 1 m.
POSITION = {
    "x": Gene(-1.0, 1.0, -5.0, 5.0, step=0.5),
    "y": Gene(0.0, 2.0, 0.0, 5.0, step=0.5),
    "z": Gene(-1.0, 1.0, -5.0, 5.0, step=0.5),
}
CREATURE_GENES = {
    "frequency_multiplier": within(0.8, 1.2),
    "hue": within(0.0, 1.0, wraps=True),
}
NODE_GENES = {
    "size": within(0.2, 0.6),
    "friction": within(0.1, 1.0),
}
MUSCLE_GENES = {
    "rest_length": within(0.2, 4.0, step=0.3),
    "stiffness": Gene(50.0, 200.0, 50.0, 500.0),
    "damping": within(1.0, 6.0),
    "frequency": within(0.5, 2.0),
    "amplitude": within(0.05, 0.5),
    "phase": within(0.0, 2 * pi, wraps=True),
    "direction_strength": within(0.0, 1.0),
    "velocity_strength": within(0.0, 1.0),
    "distance_bias": within(-1.0, 1.0),
    "distance_strength": within(0.0, 1.0),
}
UNIT_VECTORS = ("direction_bias", "velocity_bias")  # of muscles; any direction
LARGEST_WEIGHT = 1e6  # of a net's weights and biases, either way
