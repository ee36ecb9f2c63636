"""Settings for genomes that come from elsewhere: found from what a genome holds, and as near as can be."""

import json

import pytest

from simulation.config import RunConfig
from simulation.errors import GenomeError
from simulation.genome import genome_json, parse_genomes
from simulation.genome_settings import origins_of
from simulation.newborns import newborns

NEAR = RunConfig(seed=1)
SENSES = {"sense_strain": True, "sense_velocity": True, "sense_ground": True}


def genomes_under(count=6, **changes):
    config = RunConfig(seed=3, **changes)
    creatures = newborns(config, count, config.seed)
    return json.loads(json.dumps([genome_json(creatures, row, config) for row in range(count)]))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"brain": "pure"},
        {"brain": "hybrid", "hidden": 5, "activation": "relu"},
        {"brain": "pure", "time_encoding": "sin_raw", "bias_mode": "bias_node"},
        {"brain": "pure", "max_nodes": 14, "max_muscles": 33, **SENSES},
        {"brain": "neat", "neat_max_hidden": 3, "sense_ground": True},
        {"brain": "neat", "bias_mode": "bias_node", "max_nodes": 5, "min_nodes": 2, **SENSES},
        {"brain": "neat", "time_encoding": "raw", "neat_connectivity": "none"},
        {"min_nodes": 15, "max_nodes": 20, "min_muscles": 20, "max_muscles": 50},
    ],
)
def test_genomes_of_any_settings_can_be_read_under_those_that_are_found(changes):
    genomes = genomes_under(**changes)
    origin = origins_of(genomes, NEAR)[0]
    read = parse_genomes(genomes, origin)
    assert [genome_json(read, row, origin) for row in range(len(genomes))] == genomes


def test_settings_that_fit_are_kept():
    config = RunConfig(seed=1, brain="pure", max_nodes=12, time_encoding="cyclic", sense_strain=True, gravity=4)
    origin = origins_of(genomes_under(brain="pure", max_nodes=12, time_encoding="cyclic", sense_strain=True), config)[0]
    assert origin == config


def test_bodies_too_large_for_the_natural_world_are_read_as_the_published_ones():
    large = genomes_under(world="published")
    for genome in large:
        genome["nodes"][0]["position"] = [6.0, 0.2, 0.0]
    origin = origins_of(large, NEAR)[0]
    assert (NEAR.world, origin.world) == ("natural", "published")
    parse_genomes(large, origin)


def test_of_several_guesses_the_nearest_is_taken():
    hybrid = origins_of(genomes_under(brain="hybrid"), NEAR)[0]
    assert (hybrid.brain, hybrid.time_encoding) == ("hybrid", "auto")  # and not pure with a clock


def test_a_mixed_list_has_an_origin_for_each_kind_of_net():
    mixed = [*genomes_under(2), *genomes_under(1, brain="neat"), *genomes_under(1, brain="pure"), *genomes_under(1)]
    assert [origin.brain for origin in origins_of(mixed, NEAR)] == ["none", "none", "neat", "pure", "none"]


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda genome: 7, ""),
        (lambda genome: genome | {"nodes": "many"}, ".nodes"),
        (lambda genome: genome | {"nodes": genome["nodes"] * 30}, ".nodes"),
        (lambda genome: genome | {"brain": 7}, ".brain"),
        (lambda genome: genome | {"brain": {"kind": ["dense"]}}, ".brain.kind"),
        (lambda genome: genome | {"brain": {"kind": "dense", "weights_in": [[0]] * 9999}}, ".brain.weights_in"),
        (lambda genome: genome | {"brain": {"kind": "neat", "inputs": 10**30, "links": {}}}, ".brain.inputs"),
        (lambda genome: genome | {"brain": {"kind": "neat", "activation": "<script>"}}, ".brain.activation"),
    ],
)
def test_every_problem_is_named_at_the_genomes_own_place(spoil, path):
    good = genomes_under(2)
    with pytest.raises(GenomeError) as refusal:
        origins_of([good[0], spoil(good[1]), good[1], spoil(good[0])], NEAR)
    paths = [problem.path for problem in refusal.value.problems]
    assert f"[1]{path}" in paths
    assert f"[3]{path}" in paths
    assert not any(where.startswith(("[0]", "[2]")) for where in paths)
