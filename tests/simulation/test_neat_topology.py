"""How NEAT changes a net: connections and neurons come, are enabled and disabled."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from neat_nets import one_net, random_offspring
from operators import seeded

from simulation.config import RunConfig
from simulation.newborns import newborns
from simulation.population import input_mask
from simulation.variation.innovations import GROWTH_ENDS, Innovations
from simulation.variation.neat_topology import add_connection, add_neuron, disable, enable, number_genes

CONFIG = RunConfig(brain="neat", neat_max_hidden=4)
INPUTS, HIDDEN_SLOTS = 7, 4
ONLY = torch.tensor([0])


def connect(frame, genes, seed):
    senses = input_mask(frame.node_mask, frame.muscle_mask, CONFIG)
    add_connection(genes, ONLY, senses, frame.muscle_mask, seeded(seed))


def test_a_new_neuron_splits_a_connection_and_changes_little():
    _, genes = one_net(CONFIG, {(3, "out", 2): -0.7})
    add_neuron(genes, ONLY, Innovations.founding(CONFIG), seeded())
    assert (genes.neuron > 0).tolist() == [[True, False, False, False]]
    assert genes.bias_hidden[0, 0] == 0
    assert not genes.enabled[0, 3, HIDDEN_SLOTS + 2]
    assert genes.weight[0, 3, HIDDEN_SLOTS + 2] == pytest.approx(-0.7)  # kept, should it be enabled again
    assert genes.enabled[0, 3, 0]
    assert genes.weight[0, 3, 0] == 1
    assert genes.enabled[0, INPUTS, HIDDEN_SLOTS + 2]
    assert genes.weight[0, INPUTS, HIDDEN_SLOTS + 2] == pytest.approx(-0.7)
    assert genes.enabled.sum() == 2


def test_a_neuron_between_two_hidden_ones_stands_between_them():
    links = {("h0", "hidden", 1): 0.3, (0, "hidden", 0): 0.1, ("h1", "out", 0): 0.2}
    for seed in range(12):
        _, genes = one_net(CONFIG, links, hidden=2)
        first, second = genes.neuron[0, :2].tolist()
        genes.enabled[:] = False
        genes.enabled[0, INPUTS, 1] = True  # the one that may be split
        add_neuron(genes, ONLY, Innovations.founding(CONFIG), seeded(seed))
        assert [genes.neuron[0, 0], genes.neuron[0, 2]] == [first, second]
        assert genes.weight[0, INPUTS, 1] == 1
        assert genes.weight[0, INPUTS + 1, 2] == pytest.approx(0.3)
        assert genes.weight[0, INPUTS + 2, HIDDEN_SLOTS] == pytest.approx(0.2)


def test_a_net_without_room_or_without_enabled_connections_grows_no_neuron():
    for links, hidden in (({(0, "out", 0): 1.0}, 4), ({}, 0)):
        _, genes = one_net(CONFIG, links, hidden)
        before = genes.map(torch.clone)
        add_neuron(genes, ONLY, Innovations.founding(CONFIG), seeded())
        assert all(
            torch.equal(one, other) for (_, one), (_, other) in zip(before.tensors(), genes.tensors(), strict=True)
        )


def test_every_connection_that_closes_no_circle_is_made_at_last_and_no_other():
    frame, genes = one_net(CONFIG, {("h0", "hidden", 1): 0.3}, hidden=3)
    first, second, third = genes.neuron[0, :3].tolist()
    possible = 7 * 3 + 7 * 3 + 3 * 3 + 3  # inputs to hidden and out, hidden to out, three hidden in some order
    for seed in range(possible + 5):
        connect(frame, genes, seed)
        assert (genes.innovation != 0).sum() == min(seed + 2, possible)
        assert not genes.enabled[:, INPUTS:, :HIDDEN_SLOTS].tril().any()
    ordered = genes.neuron[0, :3].tolist()
    assert sorted(ordered) == sorted([first, second, third])
    assert ordered.index(first) < ordered.index(second)
    assert genes.neuron[0, 3] == 0


def test_a_connection_may_lead_from_a_younger_neuron_to_an_older_one():
    orders = set()
    for seed in range(300):
        frame, genes = one_net(CONFIG, {(0, "hidden", 0): 0.5, (1, "hidden", 1): 0.25}, hidden=2)
        older, younger = genes.neuron[0, :2].tolist()
        connect(frame, genes, seed)
        if genes.enabled[0, INPUTS, 1]:
            orders.add(tuple(genes.neuron[0, :2].tolist()))
            for neuron, source, weight in ((older, 0, 0.5), (younger, 1, 0.25)):
                assert genes.weight[0, source, genes.neuron[0].tolist().index(neuron)] == weight
    assert orders == {(older, younger), (younger, older)}


@settings(max_examples=60, deadline=None)
@given(data=st.data(), seed=st.integers(0, 2**31))
def test_no_sequence_of_changes_makes_a_cycle(data, seed):
    frame, genes = one_net(CONFIG, {(0, "out", 0): 1.0, (1, "out", 1): 1.0})
    innovations = Innovations.founding(CONFIG)
    for step, change in enumerate(
        data.draw(st.lists(st.sampled_from(["neuron", "link", "enable", "disable"]), max_size=30))
    ):
        random = seeded(seed + step)
        if change == "neuron":
            number_genes(genes, frame, CONFIG, innovations)
            add_neuron(genes, ONLY, innovations, random)
        elif change == "link":
            connect(frame, genes, seed + step)
        else:
            {"enable": enable, "disable": disable}[change](genes, ONLY, random)
        links = {
            (source, sink) for source, sink in (genes.innovation[0, INPUTS:, :HIDDEN_SLOTS] != 0).nonzero().tolist()
        }
        reached = set(links)
        for _ in range(HIDDEN_SLOTS):
            reached |= {(a, d) for a, b in reached for c, d in links if b == c}
        assert all(source != sink for source, sink in reached)


def test_enabling_and_disabling_change_one_connection_and_keep_its_weight():
    _, genes = one_net(CONFIG, {(0, "out", 0): 0.1, (1, "out", 1): 0.2, (2, "out", 2): 0.3})
    weight = genes.weight.clone()
    disable(genes, ONLY, seeded())
    assert genes.enabled.sum() == 2
    enable(genes, ONLY, seeded())
    assert genes.enabled.sum() == 3
    enable(genes, ONLY, seeded())  # there is nothing left to enable
    assert genes.enabled.sum() == 3
    for _ in range(5):
        disable(genes, ONLY, seeded())
    assert not genes.enabled.any()
    assert torch.equal(weight, genes.weight)


@pytest.mark.parametrize(
    ("setting", "change"),
    [
        ("neat_add_connection", lambda net, born: (net.innovation > 0).sum((1, 2)) - born),
        ("neat_add_node", lambda net, born: (net.neuron > 0).sum(1)),
        ("neat_disable", lambda net, born: ((net.innovation > 0) & ~net.enabled).sum((1, 2))),
    ],
)
def test_changes_happen_at_their_rates(setting, change):
    rates = dict.fromkeys(["neat_add_connection", "neat_add_node", "neat_enable", "neat_disable"], 0.0)
    config = RunConfig(brain="neat", neat_connectivity="sparse_outputs", structural_rate=0, crossover_rate=0, seed=1)
    config = config.model_copy(update=rates | {setting: 0.3})
    born = newborns(config, 2000, 1)
    children = random_offspring(config, born, 1, Innovations.founding(config), seeded())
    links_at_birth = children.muscle_mask.sum(1)  # one a muscle
    grown = change(children.brain, links_at_birth).float()
    assert set(grown.tolist()) == {0.0, 1.0}
    assert float(grown.mean()) == pytest.approx(0.3, abs=0.04)


def test_a_run_whose_table_is_full_goes_on_with_the_genes_it_has():
    config = RunConfig(brain="neat", neat_add_connection=1.0, neat_add_node=1.0, structural_rate=0.0, seed=1)
    many = torch.arange(GROWTH_ENDS)
    full = Innovations(torch.stack([-2 - many, torch.zeros_like(many)], dim=1))
    born = newborns(config, 50, 1)
    children = random_offspring(config, born, 1, full, seeded()).brain
    assert len(full) == GROWTH_ENDS
    assert not children.neuron.any()
    assert torch.equal(children.weight != 0, children.innovation > 0)
