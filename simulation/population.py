"""Population: the genotypes of many creatures as tensors, one row a creature.

Slots: N nodes and M muscles, the run's `max_nodes` and `max_muscles`; occupied slots come first, masks say which, and
padding is zero. P creatures, I sensor inputs, H hidden neurons.
"""

from dataclasses import dataclass
from itertools import accumulate

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.rows import Rows

STRIDE = 2**20  # more than any population: id = birth generation · STRIDE + index at birth
NO_PARENT = -1
OPERATORS = ("random", "mutation", "crossover", "migration", "import")
"""How a creature came to be. A crossover's child is mutated too; a migrant is a copy of its parent; an imported one
began a run and comes from elsewhere."""


@dataclass(frozen=True)
class DenseBrain(Rows):
    """Weights of nets with one hidden layer; row = source. Columns of padding muscles are zero."""

    weights_in: Tensor  # [P, I, H]
    bias_hidden: Tensor  # [P, H]
    weights_out: Tensor  # [P, H, M]
    bias_out: Tensor  # [P, M]


@dataclass(frozen=True)
class NeatBrain(Rows):
    """Feed-forward nets grown by NEAT; sources are inputs, then hidden slots; sinks are hidden slots, then muscles.

    A connection into hidden slot h comes from an input or from a hidden slot before h, so there can be no cycle.
    H is the run's `neat_max_hidden`; rows and columns of what a body does not have are zero.
    """

    neuron: Tensor  # [P, H] int64 id (neurons.py) of the hidden neuron in the slot, 0: free; occupied slots come first
    bias_hidden: Tensor  # [P, H]
    bias_out: Tensor  # [P, M]
    weight: Tensor  # [P, I + H, H + M]; 0 where there is no connection
    innovation: Tensor  # [P, I + H, H + M] int32 number of the connection gene, 0: none
    enabled: Tensor  # [P, I + H, H + M] bool; False where there is none


@dataclass(frozen=True)
class Population(Rows):
    """Genotypes [P, …], float32 (float64 where a caller asks for it)."""

    id: Tensor  # [P] int64
    parents: Tensor  # [P, 2] int64, NO_PARENT where there is none; the fitter parent first
    operator: Tensor  # [P] int8, index into OPERATORS
    streak: Tensor  # [P] int32, generations survived unchanged
    frequency_multiplier: Tensor  # [P]
    hue: Tensor  # [P] 0..1

    node_mask: Tensor  # [P, N] bool
    position: Tensor  # [P, N, 3] m, before birth lifts it by 1 m
    size: Tensor  # [P, N] m, diameter
    friction: Tensor  # [P, N]

    muscle_mask: Tensor  # [P, M] bool
    ends: Tensor  # [P, M, 2] int64 node slots, first < second is not required
    rest_length: Tensor  # [P, M] m
    stiffness: Tensor  # [P, M] N/m
    damping: Tensor  # [P, M] N·s/m
    frequency: Tensor  # [P, M] Hz
    amplitude: Tensor  # [P, M] share of the rest length
    phase: Tensor  # [P, M] rad
    direction_bias: Tensor  # [P, M, 3] unit vector
    direction_strength: Tensor  # [P, M]
    velocity_bias: Tensor  # [P, M, 3] unit vector
    velocity_strength: Tensor  # [P, M]
    distance_bias: Tensor  # [P, M]
    distance_strength: Tensor  # [P, M]

    brain: DenseBrain | NeatBrain | None  # None: oscillators alone


def name_of(creature_id: int) -> str:
    """The name people see: generation of birth, dash, index at birth."""
    born, index = divmod(creature_id, STRIDE)
    return f"{born}-{index}"


def input_slots(config: RunConfig) -> dict[str, slice]:
    """Which sensor inputs of a net hold what, in their order; empty slices where a sense is missing.

    Per-slot senses follow the slots: `strain` M, `velocity` N × (x, y, z), `ground` N.
    """
    widths = config.input_widths
    ends = list(accumulate(widths.values()))
    return {name: slice(end - width, end) for (name, width), end in zip(widths.items(), ends, strict=True)}


def n_inputs(config: RunConfig) -> int:
    """Sensor inputs I of a net under these settings."""
    return sum(config.input_widths.values())


def input_mask(node_mask: Tensor, muscle_mask: Tensor, config: RunConfig) -> Tensor:
    """Which sensor inputs [P, I] sense something that the masks [P, N] and [P, M] hold."""
    slots = input_slots(config)
    mask = torch.ones(len(node_mask), n_inputs(config), dtype=torch.bool)
    if config.sense_strain:
        mask[:, slots["strain"]] = muscle_mask
    if config.sense_velocity:
        mask[:, slots["velocity"]] = node_mask.repeat_interleave(3, dim=1)
    if config.sense_ground:
        mask[:, slots["ground"]] = node_mask
    return mask
