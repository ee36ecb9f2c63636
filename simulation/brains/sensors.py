"""Sensors: what a net knows of itself and the world, in the order of model.md."""

import torch
from torch import Tensor

from simulation.bodies import Bodies, State, norm
from simulation.brains.frame import own_frame, turned
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


def sense(scene: Scene, target: Tensor) -> Tensor:
    """Inputs [I, B] of the nets at this step; remembers where the centre of mass was."""
    bodies, state, config = scene.bodies, scene.state, scene.config
    to_target, distance = target_sense(state, target)
    moved, velocity = state.centre - state.sensed, state.velocity
    state.sensed = state.centre
    if scene.laws.own_axes:
        frame = own_frame(bodies, state)
        to_target, moved, velocity = (turned(vectors, frame) for vectors in (to_target, moved, velocity))
    moved = (moved / FAST_CENTRE).clamp_(-1, 1)
    clock = scene.timetable.clock.index_select(0, state.step)  # [1, C]
    inputs = [to_target, moved, distance[None], clock.T.expand(-1, len(distance))]
    if config.sense_strain:
        inputs.append(strain(bodies, state))
    if config.sense_velocity:
        inputs.append(node_velocity(bodies, velocity).flatten(0, 1))
    if config.sense_ground:
        inputs.append(grounded(bodies, state).to(moved.dtype))
    if config.bias_mode == "bias_node":
        inputs.append(torch.ones_like(distance)[None])
    return torch.cat(inputs)


def strain(bodies: Bodies, state: State) -> Tensor:
    """[M, B]: how much longer each muscle is than its rest length, as a share of it, −1..1; 0 on padding."""
    _, length = muscle_lengths(bodies, state.motion[:3])
    share = ((length - bodies.rest_length) / bodies.rest_length).clamp_(-1, 1)
    return share.masked_fill_(~(bodies.rest_length > 0), 0)


def node_velocity(bodies: Bodies, velocity: Tensor) -> Tensor:
    """[N, 3, B]: velocity [3, N, B] m/s of each node in FAST_NODE, −1..1; 0 on padding."""
    return ((velocity / FAST_NODE).clamp_(-1, 1) * bodies.node_mask).transpose(0, 1)


def grounded(bodies: Bodies, state: State) -> Tensor:
    """[N, B] bool: the node touches the ground."""
    return (state.position[1] <= state.floor) & bodies.node_mask
