"""The public genome format: what is written can be read, and what cannot live is refused with every problem."""

import copy
import json
import math

import pytest
import torch
from bodies_by_hand import genome, muscle, node
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.breeding import breed
from simulation.config import RunConfig
from simulation.errors import GenomeError
from simulation.genome import MOST_PROBLEMS, genome_json, parse_genomes, read_genomes
from simulation.newborns import newborns

NONE = RunConfig(world="published", seed=1)
PURE = RunConfig(world="published", seed=1, brain="pure", hidden=3, sense_strain=True)
IDENTITY = {"id", "parents", "operator", "streak"}  # which the format does not carry


def triangle():
    nodes = [node(0, 0.5, 0), node(1, 0.5, 0), node(0, 0.5, 1)]
    return genome(nodes, [muscle(0, 1, 1.0), muscle(1, 2, 1.4), muscle(2, 0, 1.0)])


def problems_of(data, config=NONE):
    with pytest.raises(GenomeError) as refusal:
        parse_genomes(data, config)
    return {problem.path: problem.message for problem in refusal.value.problems}


@pytest.mark.parametrize("config", [NONE, PURE], ids=["none", "pure"])
def test_what_is_written_is_read_to_the_same_bits(config):
    born = newborns(config, 30, seed=2)
    text = json.dumps([genome_json(born, row, config) for row in range(30)]).encode()
    read = read_genomes(text, config)
    for (name, one), (_, other) in zip(born.tensors(), read.tensors(), strict=True):
        assert torch.equal(one, other), name


@pytest.mark.parametrize("config", [NONE, PURE], ids=["none", "pure"])
def test_what_is_bred_is_read_back_to_the_same_bits_even_at_the_genes_bounds(config):
    eager = config.model_copy(update={"mutation_rate": 1.0, "mutation_magnitude": 1.0, "selection": "truncation"})
    at_bound = 0
    for seed in range(40):
        bred = newborns(eager, 10, seed)
        for generation in range(1, 4):
            bred = breed(eager, bred, torch.arange(10.0), generation)
            read = parse_genomes([genome_json(bred, row, eager) for row in range(10)], eager)
            for (name, one), (_, other) in zip(bred.tensors(), read.tensors(), strict=True):
                assert name in IDENTITY or torch.equal(one, other), (seed, name)
        at_bound += int((bred.size == torch.tensor(0.6)).sum())
    assert at_bound > 0


def test_a_hand_written_genome_is_written_again_as_it_was():
    given_genome = triangle()
    population = parse_genomes([given_genome], NONE, torch.float64)
    assert genome_json(population, 0, NONE) == given_genome


def set_to(*way, value):
    """A change to a genome: put this value where the way leads."""

    def change(made):
        *through, last = way
        for key in through:
            made = made[key]
        made[last] = value

    return change


NINE_NODES = [node(i, 1, 0) for i in range(9)]
BROKEN = {
    "muscles[2].stiffness": (set_to("muscles", 2, "stiffness", value=501), "must be 0 to 500 N/m"),
    "muscles[0].damping": (set_to("muscles", 0, "damping", value=-1), "must be 0 to 6 N·s/m"),
    "nodes[1].size": (set_to("nodes", 1, "size", value=math.nan), "must be 0.2 to 0.6 m"),
    "nodes[1].friction": (set_to("nodes", 1, "friction", value=math.inf), "must be 0 to 1"),
    "nodes[2].size": (set_to("nodes", 2, "size", value="big"), "must be 0.2 to 0.6 m, not str"),
    "hue": (set_to("hue", value=True), "must be 0 to 1, not bool"),
    "frequency_multiplier": (set_to("frequency_multiplier", value=10**400), "must be 0.8 to 1.2"),
    "nodes[0].position[1]": (set_to("nodes", 0, "position", 1, value=-0.1), "must be 0 to 20 m"),
    "nodes[0].position": (set_to("nodes", 0, "position", value=[0, 1]), "must be a list of 3 numbers, not 2"),
    "muscles[1].velocity_bias": (set_to("muscles", 1, "velocity_bias", value=[1, 1, 0]), "must be a unit vector"),
    "muscles[0].ends": (set_to("muscles", 0, "ends", value=[0, 3]), "must be two nodes, 0 to 2"),
    "muscles[2].ends": (set_to("muscles", 2, "ends", value=[0, 0.5]), "must be two nodes, 0 to 2"),
    "muscles[1].ends": (set_to("muscles", 1, "ends", value=[1, 1]), "must be two different nodes"),
    "wings": (set_to("wings", value=2), "is not a key of this format"),
    "muscles[1].phase": (lambda made: made["muscles"][1].pop("phase"), "is missing"),
    "nodes": (set_to("nodes", value=NINE_NODES), "must be a list of 2 to 8 nodes, not 9"),
    "muscles": (set_to("muscles", value=[]), "must be a list of 1 to 15 muscles, not 0"),
    "brain": (
        set_to("brain", value={"kind": "dense"}),
        "must be null where the setting `brain` is none: oscillators need no net",
    ),
}


@pytest.mark.parametrize("path", BROKEN)
def test_what_cannot_live_is_refused_by_path_and_bound(path):
    change, message = BROKEN[path]
    broken = triangle()
    change(broken)
    assert problems_of([broken]) == {f"[0].{path}": message}


OTHERS = {
    "a later version": (
        triangle() | {"format": "evoweb-genome/2"},
        'its "format" is "evoweb-genome/2", and "evoweb-genome/1" is what can be read',
    ),
    "another program": (
        {"genes": [1, 2], "fitness": 3.0},
        'it has genes, fitness, and none of format, nodes, muscles, which "evoweb-genome/1" has',
    ),
}


@pytest.mark.parametrize("other", OTHERS)
def test_genomes_of_another_format_are_told_in_one_line(other):
    genome, why = OTHERS[other]
    assert problems_of([genome]) == {"[0]": f"this is another format: {why}"}
    assert problems_of([genome] * 23) == {"[0]": f"this is another format: {why}; so are 22 more"}
    broken = triangle() | {"hue": 2}
    assert problems_of([broken, genome]).keys() == {"[0].hue", "[1]"}


def test_one_genome_and_an_object_of_genomes_are_read_as_a_list_is():
    listed = read_genomes(json.dumps([triangle()]).encode(), NONE)
    for data in (triangle(), {"genomes": [triangle()]}):
        read = read_genomes(json.dumps(data).encode(), NONE)
        assert torch.equal(read.position, listed.position)
        assert torch.equal(read.ends, listed.ends)
    with pytest.raises(GenomeError, match="another format: it has creatures"):
        read_genomes(b'{"creatures": []}', NONE)


def test_whole_numbers_may_be_written_with_a_point():
    floats = triangle()
    for joined in floats["muscles"]:
        joined["ends"] = [float(end) for end in joined["ends"]]
    read, usual = parse_genomes([floats], NONE), parse_genomes([triangle()], NONE)
    assert torch.equal(read.ends, usual.ends)
    assert read.ends.dtype == usual.ends.dtype


def test_a_parallel_muscle_is_refused():
    broken = triangle()
    broken["muscles"][2]["ends"] = [1, 0]
    assert problems_of([broken])["[0].muscles[2].ends"] == "must not join the same nodes as muscle 0"


def test_a_body_in_two_pieces_is_refused():
    broken = triangle()
    broken["nodes"].append(node(5, 1, 5))
    assert problems_of([broken]) == {"[0].muscles": "must join all nodes into one body"}


def test_every_problem_is_listed():
    first, second = triangle(), triangle()
    first["hue"] = 2
    second["muscles"][1]["rest_length"] = 0
    second["nodes"][2]["friction"] = None
    assert set(problems_of([first, second, 7])) == {
        "[0].hue", "[1].muscles[1].rest_length", "[1].nodes[2].friction", "[2]",
    }  # fmt: skip


def test_the_list_of_problems_is_bounded():
    assert len(problems_of([{"wings": 1}] * 1000)) <= MOST_PROBLEMS


@pytest.mark.parametrize("data", [None, [], {}, "[]", 3, [[]], [None]], ids=repr)
def test_what_is_no_list_of_genomes_is_refused(data):
    assert problems_of(data)


def dense(inputs=7 + 15, hidden=3, muscles=3):
    return {
        "kind": "dense",
        "activation": "tanh",
        "weights_in": [[0.1] * hidden for _ in range(inputs)],
        "bias_hidden": [0.0] * hidden,
        "weights_out": [[0.2] * muscles for _ in range(hidden)],
        "bias_out": [-0.1] * muscles,
    }


def test_a_net_of_the_right_size_is_read():
    assert parse_genomes([triangle() | {"brain": dense()}], PURE).brain.weights_in.shape == (1, 22, 3)


@pytest.mark.parametrize(
    ("brain", "path", "message"),
    [
        (None, "[0].brain", "must be a dense net, not null, where the setting `brain` is pure"),
        (dense(inputs=21), "[0].brain.weights_in", "must be a list of 22 rows, not 21"),
        (dense(muscles=15), "[0].brain.weights_out[0]", "must be a list of 3 numbers, not 15"),
        (dense() | {"kind": "neat"}, "[0].brain.kind", 'must be "dense", where the setting `brain` is pure'),
        (dense() | {"activation": "relu"}, "[0].brain.activation", 'must be "tanh", as the settings say'),
        (dense() | {"bias_hidden": [0, math.nan, 0]}, "[0].brain.bias_hidden[1]", "must be -1e+06 to 1e+06"),
        (dense() | {"links": []}, "[0].brain.links", "is not a key of this format"),
    ],
)
def test_a_wrong_net_is_refused(brain, path, message):
    assert problems_of([triangle() | {"brain": brain}], PURE)[path] == message


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[" + b"9" * 5000 + b"]"], ids=range(5))
def test_what_is_no_json_is_refused(text):
    with pytest.raises(GenomeError):
        read_genomes(text, NONE)


def test_a_megabyte_a_genome_is_the_bound():
    padded = json.dumps([triangle()]).encode() + b" " * 2**20
    with pytest.raises(GenomeError, match="at most 1 MB a genome"):
        read_genomes(padded, NONE)
    assert len(read_genomes(json.dumps([triangle()] * 1000).encode(), NONE)) == 1000


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["ends", "position", "x"]), inner),
    max_leaves=8,
)


def places(value, path=()):
    """Every place in nested JSON."""
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


@settings(max_examples=150, deadline=None)
@given(data=st.data(), junk=JUNK)
def test_junk_anywhere_is_read_or_refused_but_never_crashes(data, junk):
    whole = [copy.deepcopy(triangle() | {"brain": dense()})]
    *way, key = data.draw(st.sampled_from([path for path in places(whole) if path]))
    inside = whole
    for step in way:
        inside = inside[step]
    inside[key] = junk
    try:
        read = parse_genomes(whole, PURE)
    except GenomeError:
        return
    assert all(tensor.isfinite().all() for _, tensor in read.tensors())
