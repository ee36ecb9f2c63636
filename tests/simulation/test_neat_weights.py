"""How weights of NEAT's nets mutate, and how a boost changes that."""

import pytest
import torch
from neat_nets import some_generations
from operators import mutate_weights, seeded

from simulation.config import RunConfig
from simulation.newborns import newborns
from simulation.variation.genotypes import packed
from simulation.variation.innovations import Innovations
from simulation.variation.offspring import boosted, offspring


def settings_of(**others) -> RunConfig:
    return RunConfig(brain="neat", seed=1, neat_add_node=0.5, **others)


def test_weights_mutate_at_their_rate_some_drawn_anew_the_others_moved():
    config = settings_of(weight_rate=0.3, weight_magnitude=0.0001, neat_replace_rate=0.4)
    before, _ = some_generations(config, 400, 10, seed=1)
    after = mutate_weights(before, config, 1, seeded()).brain
    gene = before.brain.innovation > 0
    step = (after.weight - before.brain.weight)[gene]
    changed = step[step != 0]
    assert len(changed) / len(step) == pytest.approx(0.3, abs=0.02)
    moved = changed[changed.abs() < 0.0006]
    assert len(moved) / len(changed) == pytest.approx(0.6, abs=0.03)
    assert float(moved.std()) == pytest.approx(0.0001, rel=0.05)
    anew = after.weight[gene][step.abs() >= 0.0006]
    assert anew.abs().max() <= 0.5
    assert float(anew.std()) == pytest.approx(1 / 12**0.5, rel=0.05)
    assert (after.weight[~gene] == 0).all()


def test_disabled_connections_mutate_too():
    config = settings_of(weight_rate=1.0)
    before, _ = some_generations(config, 60, 10, seed=1)
    after = mutate_weights(before, config, 1, seeded()).brain
    disabled = (before.brain.innovation > 0) & ~before.brain.enabled
    assert disabled.sum() > 50
    assert (after.weight != before.brain.weight)[disabled].float().mean() > 0.99


def test_biases_mutate_where_there_is_a_neuron_and_an_output_drawn_anew_is_as_at_birth():
    config = settings_of(weight_rate=1.0, neat_replace_rate=0.5, output_bias=0.7)
    before, _ = some_generations(config, 300, 10, seed=1)
    after, there = mutate_weights(before, config, 1, seeded()).brain, before.brain.neuron > 0
    assert (after.bias_hidden != before.brain.bias_hidden)[there].all()
    assert (after.bias_hidden[~there] == 0).all()
    outputs = after.bias_out[before.muscle_mask]
    assert float((outputs == 0.7).float().mean()) == pytest.approx(0.5, abs=0.05)
    assert (after.bias_out[~before.muscle_mask] == 0).all()


def test_nothing_else_of_a_net_mutates_with_its_weights():
    config = settings_of(weight_rate=1.0)
    before, _ = some_generations(config, 60, 10, seed=1)
    after = mutate_weights(before, config, 1, seeded()).brain
    for name in ("neuron", "innovation", "enabled"):
        assert torch.equal(getattr(after, name), getattr(before.brain, name)), name


def test_a_boost_multiplies_mutation_as_far_as_the_bounds_allow():
    config = RunConfig(mutation_rate=0.2, structural_rate=0.4, weight_magnitude=0.05)
    twice, much = boosted(config, 2.0), boosted(config, 100.0)
    assert (twice.mutation_rate, twice.structural_rate, twice.weight_magnitude) == pytest.approx((0.4, 0.8, 0.1))
    assert (much.mutation_rate, much.structural_rate, much.weight_magnitude) == (1.0, 1.0, 2.0)
    assert boosted(config, 1.0) == config
    RunConfig.parse(much.model_dump())


@pytest.mark.parametrize("brain", ["pure", "neat"])
def test_offspring_under_a_boost_change_more(brain):
    config = RunConfig(
        world="published", brain=brain, seed=1, crossover_rate=0, structural_rate=0, mutation_rate=0.1
    )  # where no body shrinks to fit
    parents, pairs = packed(newborns(config, 200, 1)), torch.arange(200)[:, None].expand(-1, 2)
    nobody = torch.zeros(200, dtype=torch.bool)
    shares = []
    for boost in (1.0, 4.0):
        children = offspring(config, parents, pairs, nobody, 1, Innovations.founding(config), boost)
        shares.append(float((children.nodes != parents.nodes)[parents.node_mask].float().mean()))
    assert shares == pytest.approx([0.1, 0.4], abs=0.03)
