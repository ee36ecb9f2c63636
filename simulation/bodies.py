"""Bodies: what stays constant while creatures live; State: what changes.

Both hold a batch with the creature as the last axis, so that every operation runs along creatures. The batch is padded
to a multiple of LANES by repeating creatures: vector units then never meet a remainder, whose arithmetic may differ
in the last bit, and a creature's bits depend on nobody else.

B creatures (padded), N node slots, M muscle slots. Padding nodes have no mass, padding muscles no stiffness or damping.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.population import DenseBrain, NeatBrain, Population

LANES = 32  # two AVX-512 registers of float32, the most that torch takes in one stride
BIRTH_LIFT = 1.0  # m
DENSITY = 10.0  # kg/m³
LEAST_MASS = 0.5  # kg
MU = 0.7  # friction coefficient of a node of friction 0.5 on ground of friction 0.5
ROOM = 1.3  # a creature's radius, as a multiple of its reach at birth
LEAST_RADIUS = 1.0  # m


@dataclass(frozen=True)
class Bodies:
    """What stays constant for an episode. A muscle's tension pulls its first end along the axis, its second against."""

    birth: Tensor  # [3, N, B] m
    pose: Tensor  # [2, N, B] m, x and z at birth from the centre of mass, times the node's share of the mass
    node_mask: Tensor  # [N, B] bool
    inverse_mass: Tensor  # [N, B] 1/kg
    mass_share: Tensor  # [N, B] of the creature's mass
    radius: Tensor  # [N, B] m
    brake: (
        Tensor  # [N, B] m/s, what friction takes of a sliding node's speed in one step, μ·g·dt; in the natural world μ
    )
    creature_radius: Tensor  # [B] m, in the ground plane

    n_muscles: Tensor  # [B]
    pull: Tensor  # [M, N, B] +1 at a muscle's first end, −1 at its second, else 0
    rest_length: Tensor  # [M, B] m
    birth_length: Tensor  # [M, B] m, between its ends at birth
    stiffness: Tensor  # [M, B] N/m
    damping: Tensor  # [M, B] N·s/m, scaled
    pace: Tensor  # [M, B] rad/s
    amplitude: Tensor  # [M, B]
    phase: Tensor  # [M, B] rad
    direction_bias: Tensor  # [3, M, B] times its strength
    velocity_bias: Tensor  # [3, M, B] times its strength
    distance_bias: Tensor  # [M, B] times its strength
    brain: DenseBrain | NeatBrain | None  # the population's, with the creature's axis last


@dataclass
class State:
    """What changes from step to step: a step puts new tensors in its place, and leaves the old ones as they were."""

    step: Tensor  # [1] int64, steps taken since measuring (or settling) started
    motion: Tensor  # [6, N, B] position m, velocity m/s
    floor: Tensor  # [N, B] m, at or below which a node touches the ground
    length: Tensor  # [M, B] m, what each muscle is told to take
    inputs: Tensor  # [I, B] of the net at its last decision; no rows where there is no net
    hidden: Tensor  # [H, B] activations of the net at its last decision
    output: Tensor  # [M, B] smoothed output of the net, −1..1
    effort: Tensor  # [B] sum of |output| over muscles
    work: Tensor  # [B] J, of the muscles since measuring started; only where it is metered
    centre: Tensor  # [3, B] m, centre of mass
    before: Tensor  # [3, B] m, centre of mass one step ago
    sensed: Tensor  # [3, B] m, centre of mass when the net last sensed
    fault: Tensor  # [B] int8, why disqualified; 0 = in play
    held: Tensor  # [B] bool, does not move

    @property
    def position(self) -> Tensor:
        """[3, N, B] m, a view."""
        return self.motion[:3]

    @property
    def velocity(self) -> Tensor:
        """[3, N, B] m/s, a view."""
        return self.motion[3:]


def padded(population: Population) -> Population:
    """The population with creatures repeated up to a multiple of LANES."""
    count = len(population)
    return population[torch.arange(-(-count // LANES) * LANES, device=population.id.device) % count]


def grow(population: Population, config: RunConfig) -> Bodies:
    """Bodies of a padded population, in its dtype and on its device."""
    return Bodies(**_nodes(population, config), **_muscles(population, config), brain=_brain(population))


def _nodes(population: Population, config: RunConfig) -> dict[str, Tensor]:
    mask = population.node_mask
    radius = population.size / 2
    mass = (4 / 3 * torch.pi * radius**3 * DENSITY).clamp(min=LEAST_MASS) * mask
    birth = population.position.clone()
    if not config.is_natural:
        birth[..., 1] += BIRTH_LIFT
    birth = last(birth * mask[..., None]).transpose(0, 1).contiguous()
    friction = MU * (population.friction / 0.5) * (config.ground_friction / 0.5)
    brake = friction if config.is_natural else friction * (config.gravity / config.step_hz)
    mass, mask, radius = last(mass), last(mask), last(radius)
    mass_share = mass / total(mass, 0)
    ground = birth[::2]  # [2, N, B]
    return {
        "birth": birth,
        "pose": (ground - total(mass_share * ground, 1)[:, None]) * mass_share,
        "node_mask": mask,
        "inverse_mass": torch.where(mask, 1 / mass, 0),
        "mass_share": mass_share,
        "radius": radius,
        "brake": last(brake),
        "creature_radius": creature_radius(birth, mask, radius),
    }


def creature_radius(birth: Tensor, mask: Tensor, radius: Tensor) -> Tensor:
    """[B] m: how far a body reaches from the centroid of its nodes at birth, in the ground plane, with some room."""
    ground = birth[::2]  # [2, N, B]
    offset = ground - (total(ground, 1) / total(mask.to(ground), 0))[:, None]
    reach = (offset[0] ** 2 + offset[1] ** 2).sqrt() + radius
    return (ROOM * torch.where(mask, reach, 0).amax(0)).clamp(min=LEAST_RADIUS)


def _muscles(population: Population, config: RunConfig) -> dict[str, Tensor]:
    mask = population.muscle_mask
    ends = last(population.ends).transpose(0, 1)  # [2, M, B]
    node = torch.arange(population.node_mask.shape[1], device=ends.device)[:, None]
    pull = (ends[0][:, None] == node).to(population.position) - (ends[1][:, None] == node).to(population.position)
    from_end, to_end = (
        population.position.gather(1, end[..., None].expand(-1, -1, 3)) for end in population.ends.unbind(-1)
    )
    biases = {
        name: last(getattr(population, name) * getattr(population, strength)[..., None]).transpose(0, 1).contiguous()
        for name, strength in (("direction_bias", "direction_strength"), ("velocity_bias", "velocity_strength"))
    }
    return biases | {
        "n_muscles": mask.sum(1),
        "pull": pull * last(mask)[:, None],
        "rest_length": last(population.rest_length * mask),
        "birth_length": norm(last(from_end - to_end).transpose(0, 1)) * last(mask),
        "stiffness": last(population.stiffness * mask),
        "damping": last(population.damping * mask * config.damping_scale),
        "pace": last(2 * torch.pi * population.frequency * population.frequency_multiplier[:, None]),
        "amplitude": last(population.amplitude * mask),
        "phase": last(population.phase),
        "distance_bias": last(population.distance_bias * population.distance_strength),
    }


def _brain(population: Population) -> DenseBrain | NeatBrain | None:
    return None if population.brain is None else population.brain.map(last)


def last(tensor: Tensor) -> Tensor:
    """The creature's axis moved from first to last."""
    return tensor.movedim(0, -1).contiguous()


def total(terms: Tensor, dim: int) -> Tensor:
    """Sum over one axis, by halves; torch's own sum takes an order, and so bits, that depends on the other axes."""
    while (count := terms.shape[dim]) > 1:
        half = count // 2
        pairs = terms.narrow(dim, 0, half) + terms.narrow(dim, half, half)
        terms = pairs if count % 2 == 0 else torch.cat([pairs, terms.narrow(dim, count - 1, 1)], dim)
    return terms.squeeze(dim)


def norm(vector: Tensor) -> Tensor:
    """Length [B] of [3, B], or of [3, M, B] the lengths [M, B]."""
    x, y, z = vector.unbind(0)
    return (x * x).addcmul_(y, y).addcmul_(z, z).sqrt_()


def centre_of_mass(bodies: Bodies, position: Tensor) -> Tensor:
    """[3, B] m of nodes at `position` [3, N, B]."""
    centre = torch.zeros_like(position[:, 0])
    for of_node, share in zip(position.unbind(1), bodies.mass_share.unbind(0), strict=True):
        centre.addcmul_(of_node, share)
    return centre


def net_shape(brain: DenseBrain | NeatBrain | None) -> tuple[int, int]:
    """Inputs I and hidden neurons or slots H of the nets of bodies."""
    if brain is None:
        return 0, 0
    n_hidden = len(brain.bias_hidden)
    n_inputs = len(brain.weights_in) if isinstance(brain, DenseBrain) else len(brain.weight) - n_hidden
    return n_inputs, n_hidden


def birth(bodies: Bodies) -> State:
    """Every creature at its birth, at rest."""
    centre = centre_of_mass(bodies, bodies.birth)
    still = torch.zeros_like(bodies.rest_length)
    nobody = torch.zeros_like(bodies.n_muscles, dtype=torch.bool)
    n_inputs, n_hidden = net_shape(bodies.brain)
    return State(
        step=torch.zeros(1, dtype=torch.int64, device=still.device),
        motion=torch.cat([bodies.birth, torch.zeros_like(bodies.birth)]),
        floor=bodies.radius,
        length=bodies.rest_length.clone(),
        inputs=still.new_zeros(n_inputs, still.shape[1]),
        hidden=still.new_zeros(n_hidden, still.shape[1]),
        output=still,
        effort=torch.zeros_like(bodies.creature_radius),
        work=torch.zeros_like(bodies.creature_radius),
        centre=centre,
        before=centre,
        sensed=centre,
        fault=nobody.to(torch.int8),
        held=nobody,
    )
