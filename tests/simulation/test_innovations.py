"""Historical markings: the same link or split has the same number in the whole run."""

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from neat_nets import one_net, some_generations
from operators import seeded

from simulation.config import RunConfig
from simulation.neurons import HIDDEN, founding_keys, founding_numbers, input_ids, output_ids
from simulation.newborns import newborns
from simulation.variation.innovations import Innovations
from simulation.variation.neat_topology import add_neuron, number_genes

KEYS = st.lists(st.tuples(st.integers(-6, 6), st.integers(0, 5)), max_size=12)


@settings(max_examples=200, deadline=None)
@given(batches=st.lists(KEYS, max_size=6))
def test_the_table_numbers_keys_as_they_first_come(batches):
    table, expected = Innovations(torch.zeros(0, 2, dtype=torch.int64)), {}
    for batch in batches:
        numbers = table.numbers(torch.tensor(batch, dtype=torch.int64).view(-1, 2))
        assert numbers.tolist() == [expected.setdefault(key, len(expected) + 1) for key in batch]
        table = Innovations(table.keys.clone())  # as a checkpoint keeps it
    assert table.keys.tolist() == [list(key) for key in expected]


@settings(max_examples=20, deadline=None)
@given(
    most=st.integers(2, 20), strain=st.booleans(), ground=st.booleans(), bias=st.sampled_from(["neuron", "bias_node"])
)
def test_newborns_have_the_numbers_of_the_table_a_run_begins_with(most, strain, ground, bias):
    config = RunConfig(
        brain="neat", min_nodes=2, max_nodes=most, min_muscles=1,
        sense_strain=strain, sense_ground=ground, bias_mode=bias,
    )  # fmt: skip
    born, table = newborns(config, 5, 1), founding_keys(config)
    assert len(table.unique(dim=0)) == len(table)
    numbers = founding_numbers(born.ends, config)
    sources, sinks = input_ids(born.ends, config), output_ids(born.ends, config)
    for row, source, muscle in (born.brain.innovation[:, : sources.shape[1], 16:] > 0).nonzero().tolist():
        key = table[numbers[row, source, muscle] - 1].tolist()
        assert key == [sources[row, source], sinks[row, muscle]]
        assert born.brain.innovation[row, source, 16 + muscle] == numbers[row, source, muscle]


def split(config, innovations, links):
    """A net with these links, one of which is split."""
    frame, genes = one_net(config, links)
    add_neuron(genes, torch.tensor([0]), innovations, seeded())
    number_genes(genes, frame, config, innovations)
    return frame, genes


def test_equal_splits_have_equal_numbers_in_any_generation_and_after_a_checkpoint():
    config = RunConfig(brain="neat")
    innovations = Innovations.founding(config)
    first = split(config, innovations, {(2, "out", 1): 0.5})[1]
    split(config, innovations, {(3, "out", 1): 0.5})
    second = split(config, innovations, {(2, "out", 1): -1.5})[1]
    later = split(config, Innovations(innovations.keys.clone()), {(2, "out", 1): 2.5})[1]
    for other in (second, later):
        assert torch.equal(first.neuron, other.neuron)
        assert torch.equal(first.innovation, other.innovation)
    numbers = first.innovation[first.innovation > 0].tolist()
    assert len(set(numbers)) == 3
    assert int(first.neuron[0, 0]) - HIDDEN not in numbers  # a split has a number of its own


def test_a_link_that_is_split_again_makes_another_neuron_the_same_in_every_net():
    config = RunConfig(brain="neat")
    innovations, nets = Innovations.founding(config), []
    for _ in range(2):
        frame, genes = split(config, innovations, {(2, "out", 1): 0.5})
        genes.enabled[:] = (genes.innovation > 0) & (genes.neuron == 0).all()  # leave only the first link to split
        genes.enabled[0, 2, config.neat_max_hidden + 1] = True
        add_neuron(genes, torch.tensor([0]), innovations, seeded())
        number_genes(genes, frame, config, innovations)
        nets.append(genes)
    assert nets[0].neuron[0, 0] != nets[0].neuron[0, 1] > 0
    assert torch.equal(nets[0].neuron, nets[1].neuron)
    assert torch.equal(nets[0].innovation, nets[1].innovation)


def test_a_number_means_the_same_link_in_every_creature_of_a_run():
    config = RunConfig(brain="neat", sense_strain=True, sense_ground=True, neat_add_node=1.0, structural_rate=0.5)
    creatures, innovations = some_generations(config, 40, 15, seed=2)
    meaning = {}
    brain = creatures.brain
    sources = torch.cat([input_ids(creatures.ends, config), brain.neuron], 1).tolist()
    sinks = torch.cat([brain.neuron, output_ids(creatures.ends, config)], 1).tolist()
    for row, source, sink in brain.innovation.nonzero().tolist():
        link = sources[row][source], sinks[row][sink]
        assert meaning.setdefault(int(brain.innovation[row, source, sink]), link) == link
    assert len(set(meaning.values())) == len(meaning)
    assert max(meaning) <= len(innovations)
