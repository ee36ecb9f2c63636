"""What every net of NEAT keeps, said link by link."""

import torch
from operators import seeded

from simulation.config import RunConfig
from simulation.neurons import HIDDEN, input_ids, output_ids
from simulation.newborn_brains import Frame
from simulation.newborns import newborns
from simulation.population import NeatBrain, Population, input_mask, n_inputs
from simulation.variation.genotypes import packed, unpacked
from simulation.variation.innovations import Innovations
from simulation.variation.neat_topology import UNNUMBERED, number_genes
from simulation.variation.offspring import offspring


def check_nets(creatures: Population, config: RunConfig, innovations: Innovations) -> None:
    """Every promise that a population's nets keep."""
    brain = creatures.brain
    occupied = brain.neuron > 0
    hidden, inputs = occupied.shape[1], brain.weight.shape[1] - occupied.shape[1]
    assert torch.equal(occupied, torch.arange(hidden) < occupied.sum(1, keepdim=True)), "occupied slots come first"
    gene = brain.innovation != 0
    assert (brain.innovation >= 0).all(), "every gene has a number"
    assert not (brain.enabled & ~gene).any()
    assert (brain.weight[~gene] == 0).all()
    assert (brain.bias_hidden[~occupied] == 0).all()
    assert (brain.bias_out[~creatures.muscle_mask] == 0).all()
    sources = torch.cat([input_mask(creatures.node_mask, creatures.muscle_mask, config), occupied], 1)
    sinks = torch.cat([occupied, creatures.muscle_mask], 1)
    assert not (gene & ~(sources[:, :, None] & sinks[:, None])).any(), "no link from or to what is not there"
    assert not gene[:, inputs:, :hidden].tril().any(), "no link leads backwards"
    assert all(tensor.isfinite().all() for _, tensor in brain.tensors())
    check_identity(creatures, config, innovations)


def check_identity(creatures: Population, config: RunConfig, innovations: Innovations) -> None:
    """A gene's number names its link in the table, a neuron's id a split; no net has one twice."""
    brain = creatures.brain
    sources = torch.cat([input_ids(creatures.ends, config), brain.neuron], 1)
    sinks = torch.cat([brain.neuron, output_ids(creatures.ends, config)], 1)
    row, source, sink = brain.innovation.nonzero().T
    links = torch.stack([sources[row, source], sinks[row, sink]], 1)
    assert torch.equal(innovations.keys[brain.innovation[row, source, sink].long() - 1], links)
    neurons = brain.neuron[brain.neuron > 0]
    assert (innovations.keys[neurons - HIDDEN - 1][:, 0] < 0).all()
    for of_net in brain.neuron.tolist():
        ids = [neuron for neuron in of_net if neuron]
        assert len(set(ids)) == len(ids)
    assert len(innovations.keys.unique(dim=0)) == len(innovations)


def some_generations(config: RunConfig, count: int, generations: int, seed: int) -> tuple[Population, Innovations]:
    """A population that chance alone selected."""
    creatures, innovations, random = newborns(config, count, seed), Innovations.founding(config), seeded(seed)
    for generation in range(1, generations + 1):
        creatures = random_offspring(config, creatures, generation, innovations, random)
    return creatures, innovations


def random_offspring(
    config: RunConfig, parents: Population, generation: int, innovations: Innovations, random: torch.Generator
) -> Population:
    """As many children of couples drawn at random, in the place of their parents."""
    who = {name: getattr(parents, name) for name in ("id", "parents", "operator", "streak")}
    pairs = torch.randint(len(parents), (len(parents), 2), generator=random)
    crossed = torch.rand(len(pairs), generator=random) < 0.5
    children = offspring(config, packed(parents), pairs, crossed, generation, innovations)
    return unpacked(children, config, **who)


def one_net(config: RunConfig, links: dict[tuple, float], hidden: int = 0) -> tuple[Frame, NeatBrain]:
    """A net by hand, for a body of three nodes and three muscles, with so many hidden neurons.

    Args:
        links: weights by (source, "out" or "hidden", sink); a source is an input's number or "h" and a hidden slot.
    """
    most, inputs = config.neat_max_hidden, n_inputs(config)
    frame = Frame(
        node_mask=torch.arange(config.max_nodes)[None] < 3,
        muscle_mask=torch.arange(config.max_muscles)[None] < 3,
        ends=torch.zeros(1, config.max_muscles, 2, dtype=torch.int64),
    )
    frame.ends[0, :3] = torch.tensor([[0, 1], [2, 1], [0, 2]])
    shape = 1, inputs + most, most + config.max_muscles
    genes = NeatBrain(
        neuron=torch.zeros(1, most, dtype=torch.int64),
        bias_hidden=torch.zeros(1, most),
        bias_out=torch.zeros(1, config.max_muscles),
        weight=torch.zeros(shape),
        innovation=torch.zeros(shape, dtype=torch.int32),
        enabled=torch.zeros(shape, dtype=torch.bool),
    )
    genes.neuron[0, :hidden] = HIDDEN + 500 + torch.arange(hidden)
    for (source, kind, sink), weight in links.items():
        at = 0, inputs + int(source[1:]) if isinstance(source, str) else source, sink + most * (kind == "out")
        genes.weight[at], genes.innovation[at], genes.enabled[at] = weight, UNNUMBERED, True
    number_genes(genes, frame, config, Innovations.founding(config))
    return frame, genes
