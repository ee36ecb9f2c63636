"""The oscillator of each muscle, its swing modulated by where the target is and how the body moves."""

import torch
from torch import Tensor

from simulation.bodies import norm
from simulation.brains.brain import Brain
from simulation.brains.frame import own_frame, turned
from simulation.brains.sensors import target_sense
from simulation.scene import Scene

WEAKEST, STRONGEST = 0.1, 2.5  # bounds of the modulation
LEAST_LENGTH = 0.1  # m
LEAST_MOVE = 1e-6  # m, a centre of mass that moved less in a step has no direction


def undecided(scene: Scene, target: Tensor) -> None:
    """Without a net there is nothing to decide."""


def oscillator(scene: Scene, target: Tensor) -> Tensor:
    """Length each muscle is told to take: rest length · (1 − swing · modulation), no farther from rest than its stroke.

    Returns:
        [M, B] m, at least LEAST_LENGTH.
    """
    bodies, state, stroke = scene.bodies, scene.state, scene.laws.stroke
    to_target, distance = target_sense(state, target)
    moved = state.centre - state.before
    speed = norm(moved)
    heading = moved / speed.masked_fill_(speed < LEAST_MOVE, torch.inf)
    if scene.laws.own_axes:
        frame = own_frame(bodies, state)
        to_target, heading = turned(to_target, frame), turned(heading, frame)
    modulation = (bodies.distance_bias * (1 - distance)).add_(1)
    for bias, along in zip((*bodies.direction_bias, *bodies.velocity_bias), (*to_target, *heading), strict=True):
        modulation.addcmul_(bias, along)
    share = swing(scene).mul_(modulation.clamp_(WEAKEST, STRONGEST)).clamp_(-stroke, stroke)
    return share.neg_().add_(1).mul_(bodies.rest_length).clamp_(min=LEAST_LENGTH)


def swing(scene: Scene) -> Tensor:
    """[M, B]: the oscillators at this step, amplitude · sin(2π·frequency·t + phase)."""
    bodies, seconds = scene.bodies, scene.timetable.seconds.index_select(0, scene.state.step)
    return torch.addcmul(bodies.phase, bodies.pace, seconds).sin_().mul_(bodies.amplitude)


NONE = Brain(undecided, oscillator, kernel="simulation.kernel.brains.oscillator")
