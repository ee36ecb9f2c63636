"""Brains of newborns: small random weights, and for NEAT the connections that the settings ask for.

P creatures, N node slots, M muscle slots, I sensor inputs, H hidden slots.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from simulation.config import RunConfig
from simulation.neurons import founding_numbers
from simulation.population import DenseBrain, NeatBrain, input_mask, n_inputs
from simulation.rows import Rows

WEIGHT_AT_BIRTH = 0.5  # weights and hidden biases are born even in ± this


@dataclass(frozen=True)
class Frame(Rows):
    """The part of bodies that brains are made for."""

    node_mask: Tensor  # [P, N] bool
    muscle_mask: Tensor  # [P, M] bool
    ends: Tensor  # [P, M, 2] int64 node slots


def weights_at_birth(shape: tuple[int, ...], random: Generator) -> Tensor:
    """Weights and hidden biases as newborns have them."""
    return WEIGHT_AT_BIRTH * (2 * torch.rand(shape, generator=random) - 1)


def no_brains(config: RunConfig, frame: Frame, random: Generator) -> None:
    """Oscillators need none."""


def dense_brains(config: RunConfig, frame: Frame, random: Generator) -> DenseBrain:
    """Nets with one hidden layer."""
    muscle_mask = frame.muscle_mask
    count, hidden = len(muscle_mask), config.hidden
    return DenseBrain(
        weights_in=weights_at_birth((count, n_inputs(config), hidden), random),
        bias_hidden=weights_at_birth((count, hidden), random),
        weights_out=weights_at_birth((count, hidden, config.max_muscles), random) * muscle_mask[:, None],
        bias_out=config.output_bias * muscle_mask,
    )


def neat_brains(config: RunConfig, frame: Frame, random: Generator) -> NeatBrain:
    """Nets without hidden neurons, whose inputs and outputs are connected as `neat_connectivity` says."""
    muscle_mask = frame.muscle_mask
    senses = input_mask(frame.node_mask, muscle_mask, config)
    connectivity = CONNECTIVITY[config.neat_connectivity]
    links = connectivity.of_inputs(senses, muscle_mask, random) | connectivity.of_outputs(senses, muscle_mask, random)
    count, inputs, muscles = links.shape
    hidden = config.neat_max_hidden
    brain = NeatBrain(
        neuron=torch.zeros(count, hidden, dtype=torch.int64),
        bias_hidden=torch.zeros(count, hidden),
        bias_out=config.output_bias * muscle_mask,
        weight=torch.zeros(count, inputs + hidden, hidden + muscles),
        innovation=torch.zeros(count, inputs + hidden, hidden + muscles, dtype=torch.int32),
        enabled=torch.zeros(count, inputs + hidden, hidden + muscles, dtype=torch.bool),
    )
    brain.weight[:, :inputs, hidden:] = weights_at_birth(links.shape, random) * links
    brain.innovation[:, :inputs, hidden:] = founding_numbers(frame.ends, config) * links
    brain.enabled[:, :inputs, hidden:] = links
    return brain


BRAINS_AT_BIRTH: dict[str, Callable[[RunConfig, Frame, Generator], DenseBrain | NeatBrain | None]] = {
    "none": no_brains,
    "pure": dense_brains,
    "hybrid": dense_brains,
    "neat": neat_brains,
}


Links = Callable[[Tensor, Tensor, Generator], Tensor]
"""Which of the present inputs [P, I] are connected with which of the present outputs [P, M]: bool [P, I, M]."""


@dataclass(frozen=True)
class Connectivity:
    """The connections that inputs and outputs have when they appear, at birth or with a new node or muscle."""

    of_inputs: Links  # that appear, with outputs old and new
    of_outputs: Links  # that appear, with inputs old and new


def every(inputs: Tensor, outputs: Tensor, random: Generator) -> Tensor:
    """All with all."""
    return inputs[:, :, None] & outputs[:, None]


def one_an_input(inputs: Tensor, outputs: Tensor, random: Generator) -> Tensor:
    """Each input with one output, evenly chosen."""
    return one_of_each(inputs, outputs, random)


def one_an_output(inputs: Tensor, outputs: Tensor, random: Generator) -> Tensor:
    """Each output with one input, evenly chosen."""
    return one_of_each(outputs, inputs, random).mT


def one_of_each(choosers: Tensor, chosen: Tensor, random: Generator) -> Tensor:
    """[P, A, B] bool: for each of the choosers [P, A] one of the chosen [P, B]; there is at least one."""
    draw = torch.rand(*choosers.shape, chosen.shape[1], generator=random).masked_fill_(~chosen[:, None], -1.0)
    picked = torch.zeros_like(draw, dtype=torch.bool).scatter_(2, draw.argmax(2, keepdim=True), True)
    return picked & choosers[:, :, None]


def no_links(inputs: Tensor, outputs: Tensor, random: Generator) -> Tensor:
    """None with any."""
    return torch.zeros(*inputs.shape, outputs.shape[1], dtype=torch.bool)


CONNECTIVITY = {
    "full": Connectivity(of_inputs=every, of_outputs=every),
    "sparse_inputs": Connectivity(of_inputs=one_an_input, of_outputs=no_links),
    "sparse_outputs": Connectivity(of_inputs=no_links, of_outputs=one_an_output),
    "none": Connectivity(of_inputs=no_links, of_outputs=no_links),
}
