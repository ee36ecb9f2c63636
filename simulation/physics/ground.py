"""The ground: how high it is and how it rises, anywhere; the plane y = 0 or a terrain."""

import math
from dataclasses import replace
from typing import NamedTuple

import torch
from torch import Tensor

from simulation.bodies import Bodies
from simulation.terrain import Level, Steps, Terrain, Waves

SLACK = 1e-4  # m, so that rounding lets go of no node that is on a slope


class Relief(NamedTuple):
    """The ground at some places [...]."""

    height: Tensor  # m
    along: Tensor  # how it rises along x
    across: Tensor  # and along z


def relief(terrain: Terrain, x: Tensor, z: Tensor, limit: float = math.inf) -> Relief:
    """The ground at x, z [..., B] m; beyond `limit` m from the origin it goes on as it is there."""
    x, z = x.clamp(-limit, limit), z.clamp(-limit, limit)
    if isinstance(terrain, Steps):
        return relief_of_steps(terrain, x)
    if isinstance(terrain, Waves):
        return relief_of_waves(terrain, x, z)
    return Relief(torch.zeros_like(x), torch.zeros_like(x), torch.zeros_like(x))


def relief_of_steps(terrain: Steps, x: Tensor) -> Relief:
    """Treads at x [...] m."""
    return Relief(tread_height(terrain, step_number(terrain, x)), torch.zeros_like(x), torch.zeros_like(x))


def step_number(terrain: Steps, x: Tensor) -> Tensor:
    """The number [...] of the step above or below x [...] m; 0 before the first."""
    return ((x - terrain.first) / terrain.depth + 1).floor().clamp(min=0)


def tread_height(terrain: Steps, number: Tensor) -> Tensor:
    """[...] m: how high the tread of each step lies."""
    return terrain.rise * number * (number + 1) / 2


def relief_of_waves(terrain: Waves, x: Tensor, z: Tensor) -> Relief:
    """Waves at x, z [...] m."""
    height, along, across = torch.zeros_like(x), torch.zeros_like(x), torch.zeros_like(x)
    for amplitude, kx, kz, phase in terrain.waves:
        angle = kx * x + kz * z + phase
        height += amplitude * angle.sin()
        steepness = amplitude * angle.cos()
        along += kx * steepness
        across += kz * steepness
    share = ((x - terrain.start) / terrain.ramp).clamp(0, 1)
    whole = smooth(share)
    return Relief(whole * height, whole * along + smooth_rise(share) / terrain.ramp * height, whole * across)


def smooth(share: Tensor) -> Tensor:
    """From 0 to 1 as `share` goes there, level at both ends."""
    return share * share * (3 - 2 * share)


def smooth_rise(share: Tensor) -> Tensor:
    """How `smooth` rises with `share`."""
    return 6 * share * (1 - share)


def above_terrain(bodies: Bodies, terrain: Terrain, limit: float) -> Bodies:
    """The bodies, born higher by the highest ground beneath any of their nodes; on level ground as they are."""
    if isinstance(terrain, Level):
        return bodies
    height = relief(terrain, bodies.birth[0], bodies.birth[2], limit).height.masked_fill(~bodies.node_mask, 0)
    lifted = bodies.birth.clone()
    lifted[1] += height.amax(0).clamp(min=0) * bodies.node_mask
    return replace(bodies, birth=lifted)


def at_rest_on(bodies: Bodies, terrain: Terrain, limit: float) -> Bodies:
    """The bodies, born so high that the lowest of their nodes rests on the ground."""
    above = bodies.birth[1] - resting_height(bodies, terrain, bodies.birth, limit)
    placed = bodies.birth.clone()
    placed[1] -= above.masked_fill(~bodies.node_mask, torch.inf).amin(0) * bodies.node_mask
    return replace(bodies, birth=placed)


def resting_height(bodies: Bodies, terrain: Terrain, position: Tensor, limit: float = math.inf) -> Tensor:
    """[N, B] m: at or below which a node at x and z of `position` [3, N, B] m touches the ground."""
    if isinstance(terrain, Level):
        return bodies.radius
    height, along, across = relief(terrain, position[0], position[2], limit)
    return height + bodies.radius * (1 + along * along + across * across).sqrt() + SLACK
