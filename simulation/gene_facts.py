"""Genes as genome JSON holds them: what each may be, its unit, and what people call it. Stated here alone.

Wider than evolution (genes.py): what the physics can carry is allowed (a muscle without damping, a node 20 m up), even
where no mutation leads there. This page imports no torch.
"""

import math

import numpy as np

from simulation.genome_fields import Bound

FORMAT = "evoweb-genome/1"


def gene(  # noqa: PLR0913, PLR0917 (a gene has as many sides)
    low: float, high: float, usual: float, unit: str, title: str, description: str
) -> Bound:
    """What a gene may be. Genes are float32, in which the number nearest to 0.6 is a little more: it belongs to it."""
    return Bound(min(low, float(np.float32(low))), max(high, float(np.float32(high))), unit, usual, title, description)


# fmt: off
CREATURE = {
    "frequency_multiplier": gene(0.8, 1.2, 1, "", "Tempo", "Multiplies the frequency of every muscle."),
    "hue": gene(0, 1, 0.5, "", "Hue", "A mark that offspring inherit; it changes no movement."),
}
POSITION = {
    "x": gene(-20, 20, 0, "m", "x", "Where the node's centre is at birth; run, climb and rough count the way along +x."),
    "y": gene(0, 20, 0.2, "m", "Height", "Of the node's centre, compared with the others: a body is born with its lowest node on the ground; in the published world 1 m above these heights."),
    "z": gene(-20, 20, 0, "m", "z", "Where the node's centre is at birth, across the way along +x."),
}
NODE = {
    "size": gene(0.2, 0.6, 0.3, "m", "Diameter", "Larger nodes are heavier: 10 kg/m³, and 0.5 kg at least."),
    "friction": gene(0, 1, 0.5, "", "Friction", "How well the node grips the ground: 0 slides, 1 holds fast."),
}
MUSCLE = {
    "rest_length": gene(0.2, 4, 1, "m", "Rest length", "The length the muscle pulls and pushes towards when its oscillator is at 0."),
    "stiffness": gene(0, 500, 150, "N/m", "Stiffness", "Force per metre away from the length it is told to take; stiffer muscles look thicker."),
    "damping": gene(0, 6, 3, "N·s/m", "Damping", "Force against changing its length fast."),
    "frequency": gene(0, 2, 1, "Hz", "Frequency", "How often it contracts and stretches in a second."),
    "amplitude": gene(0, 0.5, 0.3, "", "Amplitude", "How far it contracts and stretches, as a share of its rest length."),
    "phase": gene(-2 * math.pi, 2 * math.pi, 0, "rad", "Phase", "Where in its cycle it begins; muscles half a cycle (π) apart take turns."),
    "direction_strength": gene(0, 1, 0, "", "Sense of direction", "How much it swings more while the target lies along its direction."),
    "velocity_strength": gene(0, 1, 0, "", "Sense of motion", "How much it swings more while the body moves along its direction."),
    "distance_bias": gene(-1, 1, 0, "", "Near or far", "Above 0 it swings more near the target, below 0 less."),
    "distance_strength": gene(0, 1, 0, "", "Sense of distance", "How much that counts."),
}
VECTORS = {
    "direction_bias": gene(-1, 1, 0, "", "Direction to the target", "The direction that its sense of direction goes by, of length 1."),
    "velocity_bias": gene(-1, 1, 0, "", "Direction of motion", "The direction that its sense of motion goes by, of length 1."),
}
# fmt: on
