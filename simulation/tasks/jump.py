"""Jump: the highest clearance of a body's lowest node, less what it could reach without drive.

In the natural world as much of it as the centre of mass has risen above its standing height: drawing in one's legs
raises the lowest node, and stretching the centre of mass, but only who jumps raises both.

A creature that starts at rest on the ground, as settling leaves it, owes its height to its muscles alone. Whoever
starts otherwise, in the air or in motion, can be carried up by what it starts with: its height, its speed and the
tension of its muscles. No passive body can bring its centre of mass, and so its lowest node, higher than all that
energy lifts it; this much is subtracted, so that limp, stretched and high-born bodies score nothing at all, however
little they settle. LEAST_HOP is subtracted from everybody: who only vibrates jumps no higher.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from simulation.bodies import Bodies, State, total
from simulation.config import RunConfig
from simulation.physics.forces import muscle_lengths
from simulation.scene import Scene
from simulation.tasks.task import Tally, Task

LEAST_HOP = 0.05  # m
TOUCH = 1e-3  # m, who starts no higher than this is on the ground


@dataclass
class JumpTally(Tally):
    passive: Tensor  # [B] m, what the lowest node could reach without drive; in the natural world the centre of mass
    highest: Tensor  # [B] m, its highest clearance so far


def begin(scene: Scene) -> JumpTally:
    """Nothing jumped yet; what is sensed is the ground beneath the creature, and so how high above it it is."""
    state = scene.state
    lowest = clearance(scene.bodies, state)
    return JumpTally(
        target=ground_beneath(state),
        reached=torch.zeros_like(scene.bodies.n_muscles),
        passive=passive_height(scene.bodies, state, lowest, scene.config),
        highest=torch.zeros_like(lowest),
    )


def watch(tally: JumpTally, scene: Scene) -> None:
    """See how high the body is."""
    tally.target = ground_beneath(scene.state)
    height = clearance(scene.bodies, scene.state)
    if scene.config.is_natural:
        height = torch.minimum(height, scene.state.centre[1] - tally.passive)
    tally.highest = torch.maximum(tally.highest, height)


def clearance(bodies: Bodies, state: State) -> Tensor:
    """[B] m: of the lowest node above the ground."""
    return (state.position[1] - state.floor).masked_fill(~bodies.node_mask, torch.inf).amin(0)


def ground_beneath(state: State) -> Tensor:
    """[3, B] m: the place on the ground below the centre of mass."""
    x, _, z = state.centre
    return torch.stack([x, torch.zeros_like(x), z])


def passive_height(bodies: Bodies, state: State, lowest: Tensor, config: RunConfig) -> Tensor:
    """[B] m: how high the centre of mass could get by what it starts with.

    For who rests on the ground 0; in the natural world, where it counts from its standing height, as high as it is.
    For others its height, and the energy of motion and of muscles under tension as the height to which it lifts the
    weight.
    """
    squares = (state.velocity * state.velocity).unbind(0)
    motion = total(bodies.mass_share * (squares[0] + squares[1] + squares[2]), 0) / 2  # J/kg
    mass = total(torch.where(bodies.node_mask, 1 / bodies.inverse_mass, 0), 0)
    _, length = muscle_lengths(bodies, state.position)
    stretched = length - state.length
    tension = total(bodies.stiffness * stretched * stretched, 0) / 2  # J
    height = state.centre[1] + (motion + tension / mass) / config.gravity
    standing = state.centre[1] if config.is_natural else torch.zeros_like(height)
    return torch.where((motion == 0) & (lowest <= TOUCH), standing, height)


def parts(tally: JumpTally, scene: Scene) -> dict[str, Tensor]:
    """The height jumped, in m."""
    passive = 0 if scene.config.is_natural else tally.passive  # of the natural world it is taken off already
    return {"height": (tally.highest - passive - LEAST_HOP).clamp(min=0)}


JUMP = Task(begin, watch, parts, lowest=0.0, kernel="simulation.kernel.tasks.jump")
