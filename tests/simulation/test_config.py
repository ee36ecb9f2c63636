"""RunConfig: settings refused, in people's words."""

import re
from typing import Any

import pytest

from simulation.config import RunConfig
from simulation.errors import ConfigError
from simulation.newborns import newborns

THIN = "\N{THIN SPACE}"


def messages(**settings) -> dict[str, str]:
    with pytest.raises(ConfigError) as refusal:
        RunConfig.parse(settings)
    return {problem.path: problem.message for problem in refusal.value.problems}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"population": 1}, f"must be 2 to 100{THIN}000 creatures"),
        ({"population": 2.5}, f"must be a whole number, 2 to 100{THIN}000 creatures"),
        ({"population": "many"}, f"must be a whole number, 2 to 100{THIN}000 creatures"),
        ({"population": None}, f"must be a whole number, 2 to 100{THIN}000 creatures"),
        ({"gravity": 31}, "must be 1 to 30 m/s²"),
        ({"gravity": float("nan")}, "must be a number, 1 to 30 m/s²"),
        ({"gravity": float("-inf")}, "must be a number, 1 to 30 m/s²"),
        ({"cull": 0.95}, "must be 0.1 to 0.9"),
        ({"settle": -1}, "must be 0 to 5 s"),
        ({"selection": "lottery"}, "must be one of rank, truncation, tournament, speciation, novelty, map_elites"),
        ({"sense_strain": "maybe"}, "must be true or false"),
        ({"seed": -1}, f"must be 0 to 9{THIN}007{THIN}199{THIN}254{THIN}740{THIN}991"),
        ({"mutation_rat": 0.1}, "unknown setting; did you mean mutation_rate?"),
        ({"xyzzy": 1}, "unknown setting"),
        ({"min_nodes": 6, "max_nodes": 5}, "must be at least 6, the fewest nodes"),
        ({"min_nodes": 2, "max_nodes": 3, "min_muscles": 4}, "3 nodes have room for at most 3 muscles, one a pair"),
        (
            {"min_nodes": 8, "max_muscles": 6},
            "must be at least 7, the fewest nodes less one, so that bodies hang together",
        ),
        (
            {"brain": "neat", "population": 100_000, "neat_max_hidden": 64},
            f"must be at most 37{THIN}929 creatures, or neat_max_hidden at most 34: these bodies and nets take 52.7 kB "
            "each, 5.3 GB in all, and 2 GB are the most",
        ),
        (
            {"selection": "map_elites", "population": 4, "map_cells": 2},
            "the population must be at least 5: every cell's best survives, and a tenth are to be offspring",
        ),
        (
            {"selection": "map_elites", "population": 1000, "islands": 2, "map_cells": 30},
            f"must be at most 21, or the population must be at least 2{THIN}000: every cell's best survives, and a "
            "tenth are to be offspring",
        ),
        (
            {"population": 10, "islands": 6},
            "must be at most 5, or the population at least 12: an island has two creatures or more",
        ),
    ],
)
def test_a_refusal_names_the_bound(settings, message):
    assert list(messages(**settings).values()) == [message]


def test_every_problem_is_listed():
    assert messages(population=0, gravity="x", colour="red").keys() == {"population", "gravity", "colour"}


def test_a_seed_left_out_is_drawn_and_kept():
    assert RunConfig().seed != RunConfig().seed
    config = RunConfig()
    assert RunConfig.parse(config.model_dump(mode="json")) == config


CONTRADICTIONS: list[dict[str, Any]] = [
    {"min_nodes": 20, "max_nodes": 5, "max_muscles": 50},
    {"min_nodes": 2, "max_nodes": 2, "min_muscles": 50, "max_muscles": 50},
    {"min_muscles": 40, "max_nodes": 20, "max_muscles": 1},
    {"min_nodes": 20, "max_nodes": 20, "max_muscles": 1},
    {"population": 3, "islands": 32},
    {"selection": "map_elites", "population": 4, "map_cells": 100},
    {"selection": "map_elites", "population": 1000, "islands": 32, "map_cells": 100},
    {"brain": "neat", "population": 100_000, "neat_max_hidden": 128, "max_muscles": 50},
    {"brain": "hybrid", "population": 100_000, "hidden": 64, "max_muscles": 50, "max_nodes": 20, "sense_strain": True},
]
ADVICE = re.compile(
    r"(?:(?:the )?(population|hidden|neat_max_hidden) )?(?:must be )?at (?:most|least) ([\d\u2009]+)"
    r"|room for at most (\d+)"
)


@pytest.mark.parametrize("settings", CONTRADICTIONS)
def test_whatever_a_refusal_advises_is_accepted(settings):
    ((field, message),) = messages(**settings).items()
    ways = [(name or field, int((number or room).replace(THIN, ""))) for name, number, room in ADVICE.findall(message)]
    assert ways, message
    for name, number in ways:
        assert accepted(**settings | {name: number}), f"{name} = {number} of: {message}"


@pytest.mark.parametrize("bias", ["neuron", "bias_node"])
@pytest.mark.parametrize("senses", [{}, {"sense_strain": True, "sense_velocity": True, "sense_ground": True}])
@pytest.mark.parametrize("brain", ["none", "pure", "hybrid", "neat"])
def test_the_bytes_of_a_genotype_are_told_without_making_one(brain, senses, bias):
    config = RunConfig(brain=brain, max_nodes=20, max_muscles=50, bias_mode=bias, **senses)
    assert config.genotype_bytes == sum(tensor.nbytes for _, tensor in newborns(config, 1, 1).tensors())


def accepted(**settings) -> bool:
    try:
        RunConfig.parse(settings)
    except ConfigError:
        return False
    return True
