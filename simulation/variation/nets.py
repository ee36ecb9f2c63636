"""Nets: brains as variation works on them. Each kind of brain has its own, which know how it is inherited.

P creatures, N node slots, M muscle slots, I sensor inputs.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Self

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.newborn_brains import Frame
from simulation.population import DenseBrain, NeatBrain, input_slots, n_inputs
from simulation.rows import Rows
from simulation.variation.innovations import Innovations


@dataclass(frozen=True)
class Match:
    """What two parents have in common, by the fitter parent's slots."""

    nodes: Tensor  # [P, N] bool
    muscles: Tensor  # [P, M] bool
    partner: Tensor  # [P, M] the other parent's slot of the muscle; anything where there is none


@dataclass(frozen=True)
class Move:
    """Bodies whose slots were put into another order, and some of them emptied."""

    nodes: Tensor  # [P, N] the slot that each came from
    muscles: Tensor  # [P, M]
    before: Frame
    after: Frame


class Nets(Rows, ABC):
    """The nets of P creatures. Whoever makes one owns its memory, so what changes it may write into it."""

    @abstractmethod
    def brain(self, config: RunConfig) -> DenseBrain | NeatBrain:
        """The brains as a population holds them."""

    @abstractmethod
    def crossed(self, other: Self, match: Match, config: RunConfig, random: Generator) -> Self:
        """Children of these, the fitter parents, and the others."""

    @abstractmethod
    def moved(self, move: Move, config: RunConfig) -> Self:
        """The nets of bodies whose slots moved: what belongs to a node or muscle goes along with it, or goes."""

    @abstractmethod
    def grow_senses(self, rows: Tensor, inputs: Tensor, frame: Frame, config: RunConfig, random: Generator) -> None:
        """Connect the new inputs [K, w] of the bodies of these rows [K], which now are as the frame [K] says."""

    @abstractmethod
    def grow_output(self, rows: Tensor, slot: Tensor, frame: Frame, config: RunConfig, random: Generator) -> None:
        """Connect the new muscle in the slot [K] of the bodies of these rows [K], which now are as the frame says."""

    @abstractmethod
    def mutate_topology(self, frame: Frame, config: RunConfig, innovations: Innovations, random: Generator) -> None:
        """Neurons and connections that come, are enabled and disabled, where they evolve."""

    @abstractmethod
    def mutate_weights(self, frame: Frame, config: RunConfig, magnitude: float, random: Generator) -> None:
        """Weights and biases that change with chance `weight_rate`; the standard deviation of a step is given."""


def input_order(node_order: Tensor, muscle_order: Tensor, config: RunConfig) -> Tensor:
    """The order [P, I] of sensor inputs that follows from an order of nodes [P, N] and muscles [P, M]."""
    slots = input_slots(config)
    order = torch.arange(n_inputs(config)).repeat(len(node_order), 1)
    if config.sense_strain:
        order[:, slots["strain"]] = slots["strain"].start + muscle_order
    if config.sense_velocity:
        axes = 3 * node_order[:, :, None] + torch.arange(3)
        order[:, slots["velocity"]] = slots["velocity"].start + axes.flatten(1)
    if config.sense_ground:
        order[:, slots["ground"]] = slots["ground"].start + node_order
    return order


def has_senses_of_slots(config: RunConfig) -> bool:
    """Whether any sensor input belongs to a node or a muscle."""
    return config.sense_strain or config.sense_velocity or config.sense_ground
