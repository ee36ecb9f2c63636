"""Sensors: what a net knows of itself and the world, in the order of model.md."""

import math

import torch
from torch import Tensor

from simulation.bodies import Bodies, State, norm
from simulation.config import RunConfig
from simulation.physics.forces import muscle_lengths
from simulation.scene import Scene

FAR = 20.0  # m, a target this far or farther reads 1
FAST_CENTRE = 0.1  # m moved since the net last sensed that read 1
FAST_NODE = 10.0  # m/s that read 1
NEAREST = 1e-6  # m, keeps the direction finite where the target is met


def target_sense(state: State, target: Tensor) -> tuple[Tensor, Tensor]:
    """Unit vector [3, B] from the centre of mass to the target [3, B] m, and its distance [B] as a share of FAR."""
    away = target - state.centre
    distance = norm(away)
    return away / distance.clamp(min=NEAREST), (distance / FAR).clamp_(max=1)


def sense(scene: Scene, target: Tensor, step: int) -> Tensor:
    """Inputs [I, B] of the nets at this step; remembers where the centre of mass was."""
    bodies, state, config = scene.bodies, scene.state, scene.config
    to_target, distance = target_sense(state, target)
    moved = ((state.centre - state.sensed) / FAST_CENTRE).clamp_(-1, 1)
    state.sensed = state.centre
    told = torch.tensor(clock(config, step), dtype=moved.dtype, device=moved.device)
    inputs = [to_target, moved, distance[None], told[:, None].expand(-1, len(distance))]
    if config.sense_strain:
        inputs.append(strain(bodies, state))
    if config.sense_velocity:
        inputs.append(node_velocity(bodies, state).flatten(0, 1))
    if config.sense_ground:
        inputs.append(grounded(bodies, state).to(moved.dtype))
    if config.bias_mode == "bias_node":
        inputs.append(torch.ones_like(distance)[None])
    return torch.cat(inputs)


def clock(config: RunConfig, step: int) -> list[float]:
    """The time, as the settings encode it."""
    t = step / config.physics_hz
    wave, ramp = -math.cos(math.pi * t), 2 * t / config.seconds - 1
    return {
        "none": [],
        "sin": [wave],
        "raw": [ramp],
        "cyclic": [wave, math.sin(math.pi * t)],
        "sin_raw": [wave, ramp],
    }[config.clock]


def strain(bodies: Bodies, state: State) -> Tensor:
    """[M, B]: how much longer each muscle is than its rest length, as a share of it, −1..1; 0 on padding."""
    _, length = muscle_lengths(bodies, state.motion[:3])
    share = ((length - bodies.rest_length) / bodies.rest_length).clamp_(-1, 1)
    return torch.where(bodies.rest_length > 0, share, 0)


def node_velocity(bodies: Bodies, state: State) -> Tensor:
    """[N, 3, B]: velocity of each node in FAST_NODE, −1..1; 0 on padding."""
    return ((state.velocity / FAST_NODE).clamp_(-1, 1) * bodies.node_mask).transpose(0, 1)


def grounded(bodies: Bodies, state: State) -> Tensor:
    """[N, B] bool: the node touches the ground."""
    return (state.position[1] <= bodies.radius) & bodies.node_mask
