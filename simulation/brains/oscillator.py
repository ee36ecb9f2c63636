"""The oscillator of each muscle, its swing modulated by where the target is and how the body moves."""

import torch
from torch import Tensor

from simulation.bodies import Bodies, norm
from simulation.brains.sensors import target_sense
from simulation.config import RunConfig
from simulation.scene import Scene

WEAKEST, STRONGEST = 0.1, 2.5  # bounds of the modulation
LEAST_LENGTH = 0.1  # m
LEAST_MOVE = 1e-6  # m, a centre of mass that moved less in a step has no direction


def oscillator(scene: Scene, target: Tensor, step: int) -> Tensor:
    """Length each muscle is told to take: rest length · (1 − swing · modulation), at least LEAST_LENGTH; [M, B] m."""
    bodies, state = scene.bodies, scene.state
    to_target, distance = target_sense(state, target)
    moved = state.centre - state.before
    speed = norm(moved)
    heading = moved / speed.masked_fill_(speed < LEAST_MOVE, torch.inf)
    modulation = (bodies.distance_bias * (1 - distance)).add_(1)
    for bias, along in zip((*bodies.direction_bias, *bodies.velocity_bias), (*to_target, *heading), strict=True):
        modulation.addcmul_(bias, along)
    share = swing(bodies, scene.config, step).mul_(modulation.clamp_(WEAKEST, STRONGEST))
    return share.neg_().add_(1).mul_(bodies.rest_length).clamp_(min=LEAST_LENGTH)


def swing(bodies: Bodies, config: RunConfig, step: int) -> Tensor:
    """[M, B]: the oscillators at this step, amplitude · sin(2π·frequency·t + phase)."""
    return torch.add(bodies.phase, bodies.pace, alpha=step / config.physics_hz).sin_().mul_(bodies.amplitude)
