"""Statistics: what a generation is summed up in."""

import json

import numpy as np
import pytest
import torch
from scored import scored

from simulation.checkpoint import decode
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.population import OPERATORS, STRIDE
from simulation.selection import judge
from simulation.selection_statistics import behaviour_spread, selection_statistics

TINY = {"population": 30, "generations": 3, "seconds": 1, "physics_hz": 60, "seed": 4, "settle": 0}


@pytest.mark.parametrize(
    "way",
    [
        {},
        {"selection": "speciation", "compatibility_threshold": 0.8},
        {"selection": "novelty", "brain": "neat"},
        {"selection": "map_elites", "map_cells": 3, "islands": 2, "migration_every": 1},
        {"islands": 3, "adaptive_mutation": True, "fitness_sharing": True},
    ],
)
def test_whatever_is_on_statistics_are_json_and_have_every_key(way):
    for generation in evolve(RunConfig(**TINY, **way)):
        told = json.loads(json.dumps(generation.statistics, allow_nan=False))
        keys = {"species", "operators", "boost", "novelty", "map", "islands", "net", "behaviour_spread"}
        assert keys <= told.keys()
        assert bool(told["species"]) == ("speciation" in way.values() or "neat" in way.values())
        assert (told["novelty"] is not None) == ("novelty" in way.values())
        assert (told["map"] is not None) == ("map_elites" in way.values())
        assert len(told["islands"]) == way.get("islands", 0)
        assert (told["net"] is not None) == ("neat" in way.values())


def test_operators_are_counted_by_their_offspring_of_this_generation_and_who_of_them_goes_on():
    generations = list(evolve(RunConfig(**TINY)))
    assert generations[0].statistics["operators"] == {
        "mutation": {"born": 0, "survived": 0},
        "crossover": {"born": 0, "survived": 0},
    }
    for generation, after in zip(generations[1:], [*generations[2:], None], strict=True):
        for name, told in generation.statistics["operators"].items():
            own = (generation.operator == OPERATORS.index(name)) & (generation.id // STRIDE == generation.number)
            assert told == {"born": int(own.sum()), "survived": int((own & generation.survives).sum())}
            if after is not None:
                assert told["survived"] == int(np.isin(generation.id[own], after.id).sum())
        assert sum(told["born"] for told in generation.statistics["operators"].values()) == 15


def test_spread_is_how_far_from_their_mean_those_in_play_end():
    config = RunConfig()
    behaviour = [[3.0, 0.0], [-3.0, 0.0], [0.0, 4.0], [0.0, -4.0], [500.0, 0.0]]
    assert behaviour_spread(scored(config, [0.0] * 5, behaviour, disqualified=[4])) == pytest.approx(12.5**0.5)
    assert behaviour_spread(scored(config, [0.0] * 2, disqualified=[0, 1])) == 0


def test_behaviour_is_where_the_centre_of_mass_gets_to():
    generation = next(evolve(RunConfig(**TINY, task="run")))
    behaviour = decode(generation.checkpoint, RunConfig(**TINY, task="run")).scores.behaviour
    playing = generation.disqualified == 0
    assert np.array_equal(behaviour[:, 0].numpy()[playing], generation.parts["distance"][playing])
    assert behaviour[:, 1].abs().max() > 0


def test_nets_are_counted_in_neurons_and_enabled_connections():
    config = RunConfig(**TINY, brain="neat", neat_add_node=1.0, neat_add_connection=1.0)
    for generation in evolve(config):
        brain = decode(generation.checkpoint, config).population.brain
        told = generation.statistics["net"]
        assert told["neurons"] == pytest.approx(float((brain.neuron != 0).sum() / 30))
        assert told["connections"] == pytest.approx(float((brain.enabled & (brain.innovation > 0)).sum() / 30))
    assert told["neurons"] > 0.3


def test_the_disqualified_lower_the_means_of_species_and_islands_to_the_worst_in_play_not_to_nothing():
    config = RunConfig(islands=2, population=6)
    saved = scored(config, [-4.0, -2.0, 0.0, -8.0, -6.0, 0.0], disqualified=[2, 5])
    told = selection_statistics(config, saved, judge(config, saved))["islands"]
    assert told == [{"best": -2.0, "mean": pytest.approx(-14 / 3)}, {"best": -6.0, "mean": pytest.approx(-22 / 3)}]


def test_where_everybody_is_disqualified_there_is_no_novelty_to_tell():
    config = RunConfig(selection="novelty", population=4)
    saved = scored(config, [0.0] * 4, disqualified=range(4))
    assert selection_statistics(config, saved, judge(config, saved))["novelty"] is None
    assert torch.equal(judge(config, saved).order, torch.arange(4))
