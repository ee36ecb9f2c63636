"""Neurons of NEAT's nets and the links between them, by identity: ids, and the numbers that a run begins with.

An id says what a neuron belongs to, wherever in the body's slots that is: an input's is its number, but of a muscle's
strain STRAINS + the muscle's two nodes; an output's is OUTPUTS + its muscle's two nodes; a hidden neuron's is HIDDEN +
the innovation number of the split that made it. Two nodes are one number: lower slot · N + higher slot.

P creatures, N node slots, M muscle slots, I sensor inputs.
"""

import torch
from torch import Tensor

from simulation.config import RunConfig
from simulation.population import input_slots, n_inputs

OUTPUTS = 10_000
STRAINS = 20_000
HIDDEN = 1_000_000
MOST_NUMBER = 2**31 - 1 - HIDDEN  # of an innovation: int32 holds it even as part of an id


def output_ids(ends: Tensor, config: RunConfig) -> Tensor:
    """Ids [P, M] of the outputs of muscles with the ends [P, M, 2]; of padding, what no muscle has."""
    low, high = rising(ends)
    return OUTPUTS + low * config.max_nodes + high


def input_ids(ends: Tensor, config: RunConfig) -> Tensor:
    """Ids [P, I] of the inputs of bodies whose muscles have the ends [P, M, 2]."""
    ids = torch.arange(n_inputs(config)).repeat(len(ends), 1)
    if config.sense_strain:
        ids[:, input_slots(config)["strain"]] = output_ids(ends, config) - OUTPUTS + STRAINS
    return ids


def founding_keys(config: RunConfig) -> Tensor:
    """Keys [K, 2] int64 with which a run's table of innovations begins: every link from an input to an output.

    So newborns of any generation, and bodies whose slots moved, have their numbers without asking the table.
    """
    low, high = torch.combinations(torch.arange(config.max_nodes)).T
    pairs = low * config.max_nodes + high
    strain = input_slots(config)["strain"]
    inputs = [i for i in range(n_inputs(config)) if not strain.start <= i < strain.stop]
    strains = STRAINS + pairs if config.sense_strain else pairs[:0]
    return torch.cartesian_prod(torch.cat([torch.tensor(inputs), strains]), OUTPUTS + pairs)


def founding_numbers(ends: Tensor, config: RunConfig) -> Tensor:
    """Numbers [P, I, M] int32 of the links from every input to muscles with the ends [P, M, 2]; not of padding."""
    nodes, inputs = config.max_nodes, n_inputs(config)
    pair = pair_places(ends, nodes)
    source = torch.arange(inputs).repeat(len(ends), 1)
    if config.sense_strain:
        strain = input_slots(config)["strain"]
        source[:, strain.stop :] -= config.max_muscles
        source[:, strain] = inputs - config.max_muscles + pair
    n_pairs = nodes * (nodes - 1) // 2
    return (1 + source[:, :, None] * n_pairs + pair[:, None]).int()


def pair_places(ends: Tensor, n_nodes: int) -> Tensor:
    """The places [...] of pairs of different nodes [..., 2], whichever is first, among all pairs: 01, 02, …, 12, …"""
    low, high = rising(ends)
    return low * (2 * n_nodes - low - 1) // 2 + high - low - 1


def rising(ends: Tensor) -> tuple[Tensor, Tensor]:
    """The lower and the higher [...] of two node slots [..., 2]."""
    first, second = ends.unbind(-1)  # ten times as fast as amin and amax over a last axis of two
    return torch.minimum(first, second), torch.maximum(first, second)
