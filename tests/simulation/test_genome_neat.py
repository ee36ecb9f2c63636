"""Genome JSON of NEAT's nets: what is written can be read, and what no net can be is refused."""

import copy
import json
import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from neat_nets import some_generations
from test_genome import JUNK, places, problems_of, triangle

from simulation.config import RunConfig
from simulation.errors import GenomeError
from simulation.genome import genome_json, parse_genomes, read_genomes
from simulation.genome_settings import origins_of
from simulation.neurons import HIDDEN

CONFIG = RunConfig(seed=1, brain="neat", neat_max_hidden=3, sense_ground=True, bias_mode="bias_node")


def link(source="in:0", to="out:0", innovation=1, **others):
    return {"from": source, "to": to, "weight": 0.5, "enabled": True, "innovation": innovation} | others


def neat(*links, **others):
    """A net of the triangle: 7 inputs and the ground beneath 8 node slots, of which the body has three."""
    net = {
        "kind": "neat",
        "activation": "tanh",
        "inputs": 15,
        "outputs": 3,
        "hidden": [{"id": 31, "bias": 0.25}, {"id": 40, "bias": -1.5}],
        "output_bias": [-0.1, 0.0, 0.5],
        "links": list(links),
    }
    return net | others


@pytest.mark.parametrize("senses", [{}, {"sense_strain": True, "sense_ground": True, "bias_mode": "bias_node"}])
def test_what_is_bred_is_read_back_to_the_same_bits(senses):
    config = RunConfig(seed=1, brain="neat", neat_add_node=1.0, neat_disable=0.5, **senses)
    creatures, _ = some_generations(config, 30, 12, seed=5)
    text = json.dumps([genome_json(creatures, row, config) for row in range(30)]).encode()
    read = read_genomes(text, config)
    for (name, one), (_, other) in zip(creatures.tensors(), read.tensors(), strict=True):
        assert torch.equal(one, other), name
    assert (read.brain.neuron > 0).sum() > 100


def test_a_net_by_hand_is_read_as_it_says_and_written_again():
    given_links = [
        link("in:2", "hidden:31", 1, weight=0.1),
        link("hidden:31", "hidden:40", 2, weight=0.2, enabled=False),
        link("hidden:40", "out:1", 3, weight=0.3),
        link("bias", "out:2", 4, weight=0.4),
        link("in:9", "out:0", 5, weight=0.5),
    ]
    population = parse_genomes([triangle() | {"brain": neat(*given_links)}], CONFIG, torch.float64)
    brain = population.brain
    assert brain.neuron.tolist() == [[HIDDEN + 31, HIDDEN + 40, 0]]
    assert brain.bias_hidden.tolist() == [[0.25, -1.5, 0]]
    assert brain.weight[0, 2, 0] == 0.1
    assert brain.weight[0, 16, 1] == 0.2
    assert not brain.enabled[0, 16, 1]
    assert brain.weight[0, 17, 4] == 0.3
    assert brain.weight[0, 15, 5] == 0.4
    assert brain.weight[0, 9, 3] == 0.5
    assert brain.innovation.sum() == 15
    written = genome_json(population, 0, CONFIG)["brain"]
    assert sorted(written.pop("links"), key=lambda one: one["innovation"]) == given_links
    assert written == {name: value for name, value in neat().items() if name != "links"}


def test_neurons_may_be_listed_in_any_order():
    backwards = neat(link("hidden:40", "hidden:31", 1), link("in:0", "hidden:40", 2), link("hidden:31", "out:0", 3))
    brain = parse_genomes([triangle() | {"brain": backwards}], CONFIG).brain
    assert brain.neuron.tolist() == [[HIDDEN + 40, HIDDEN + 31, 0]]
    assert brain.bias_hidden.tolist() == [[-1.5, 0.25, 0]]
    assert (brain.innovation[0, 16, 1], brain.innovation[0, 0, 0], brain.innovation[0, 17, 3]) == (1, 2, 3)


NEURONS = [{"id": number, "bias": 0.0} for number in range(1, 5)]
ROUND = [link("hidden:31", "hidden:40", 1), link("hidden:40", "hidden:31", 2, enabled=False)]


@pytest.mark.parametrize(
    ("brain", "path", "message"),
    [
        (None, "", "must be a neat net, not null, where the setting `brain` is neat"),
        ({"kind": "dense"}, ".kind", 'must be "neat", where the setting `brain` is neat'),
        (neat(activation="relu"), ".activation", 'must be "tanh", as the settings say'),
        (neat(inputs=16), ".inputs", "must be 15, as the settings say"),
        (neat(outputs=True), ".outputs", "must be 3, one a muscle"),
        (neat(output_bias=[0, 0]), ".output_bias", "must be a list of 3 numbers, not 2"),
        (neat(output_bias=[0, 0, math.nan]), ".output_bias[2]", "must be -1e+06 to 1e+06"),
        (neat(hidden=NEURONS), ".hidden", "must be a list of 0 to 3 neurons, not 4"),
        (neat(hidden=[NEURONS[0], NEURONS[0]]), ".hidden[1].id", "must not be the same as [0].brain.hidden[0].id"),
        (neat(hidden=[{"id": 1.5, "bias": 0}]), ".hidden[0].id", "must be a whole number, 1 to 2146483647"),
        (neat(hidden=[{"id": 2**31, "bias": 0}]), ".hidden[0].id", "must be a whole number, 1 to 2146483647"),
        (neat(hidden=[{"id": 3, "bias": math.inf}]), ".hidden[0].bias", "must be -1e+06 to 1e+06"),
        (neat(link(weight=math.nan)), ".links[0].weight", "must be -1e+06 to 1e+06"),
        (neat(link(enabled=1)), ".links[0].enabled", "must be true or false"),
        (neat(link(innovation=0)), ".links[0].innovation", "must be a whole number, 1 to 2146483647"),
        (neat(link(), link("in:1")), ".links[1].innovation", "must not be the same as [0].brain.links[0].innovation"),
        (neat(link(), link(innovation=2)), ".links[1]", "must not connect the same neurons as link 0"),
        (neat(link(to="hidden:32")), ".links[0].to", "must be one of hidden:31, hidden:40, out:0, out:1, out:2"),
        (neat(link(to="out:3")), ".links[0].to", "must be one of hidden:31, hidden:40, out:0, out:1, out:2"),
        (neat(link(to="in:1")), ".links[0].to", "must be one of hidden:31, hidden:40, out:0, out:1, out:2"),
        (
            neat(link("in:10")),  # the ground beneath a fourth node
            ".links[0].from",
            "must be one of in:0, in:1, in:2, in:3, in:4, in:5, …, in:8, in:9, bias, hidden:31, hidden:40",
        ),
        (neat(*ROUND), ".links", "must not lead in a circle"),
        (neat(link("hidden:31", "hidden:31")), ".links", "must not lead in a circle"),
        (neat(link() | {"wings": 2}), ".links[0].wings", "is not a key of this format"),
        (neat(*[{}] * 2000), ".links", "must be a list of 0 to 65 links, not 2000"),
    ],
)
def test_a_wrong_net_is_refused(brain, path, message):
    assert problems_of([triangle() | {"brain": brain}], CONFIG)[f"[0].brain{path}"] == message


def test_a_net_without_a_bias_node_has_no_bias_to_lead_from():
    plain = CONFIG.model_copy(update={"bias_mode": "neuron"})
    assert "[0].brain.links[0].from" in problems_of([triangle() | {"brain": neat(link("bias"))}], plain)


@settings(max_examples=150, deadline=None)
@given(data=st.data(), junk=JUNK | st.sampled_from(["hidden:31", "hidden:40", "in:0", "out:2", 31, -1]))
def test_junk_anywhere_is_read_or_refused_but_never_crashes(data, junk):
    net = neat(link("in:2", "hidden:31", 1), link("hidden:31", "hidden:40", 2), link("hidden:40", "out:1", 3))
    whole = [copy.deepcopy(triangle() | {"brain": net})]
    *way, key = data.draw(st.sampled_from([path for path in places(whole) if path[1:2] == ("brain",)]))
    inside = whole
    for step in way:
        inside = inside[step]
    inside[key] = junk
    try:
        read = parse_genomes(whole, CONFIG)
    except GenomeError:
        return
    assert all(tensor.isfinite().all() for _, tensor in read.tensors())
    assert not (read.brain.innovation[:, 16:, :3] != 0).tril().any()


def with_points(value):
    """The same JSON with every whole number written with a point."""
    if isinstance(value, dict):
        return {key: with_points(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_points(inner) for inner in value]
    return float(value) if type(value) is int else value


def test_whole_numbers_may_be_written_with_a_point():
    creatures, _ = some_generations(CONFIG, 10, 6, seed=5)
    genomes = [genome_json(creatures, row, CONFIG) for row in range(10)]
    read = parse_genomes(with_points(genomes), CONFIG)
    for (name, one), (_, other) in zip(creatures.tensors(), read.tensors(), strict=True):
        assert torch.equal(one, other) or name in ("id", "parents", "operator", "streak"), name
    origin = origins_of(with_points(genomes), RunConfig(seed=1))[0]
    assert origin == origins_of(genomes, RunConfig(seed=1))[0]
