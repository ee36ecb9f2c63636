"""Operators at the ends of their random numbers: what comes once in millions of draws breaks no run."""

from dataclasses import replace

import pytest
import torch
from operators import settings_with
from test_variation import check_bodies

from simulation.breeding import Bred, first_generation, next_generation
from simulation.config import RunConfig
from simulation.evolve import evaluated, first_bred
from simulation.genes import LARGEST_WEIGHT
from simulation.variation.weights import WEIGHT_CROSSOVER, sbx

ALMOST_1 = {torch.float32: 1 - 2**-24, torch.float64: 1 - 2**-53}
MATING = {"crossover_rate": 1.0, "structural_rate": 1.0, "mutation_rate": 0.5, "weight_rate": 0.5}
GROWING = {"neat_add_connection": 1.0, "neat_add_node": 1.0, "neat_enable": 1.0, "neat_disable": 1.0}
real_rand = torch.rand


def zeros(*shape, dtype=torch.float32, **_):
    return torch.zeros(*shape, dtype=dtype)


def highest(*shape, dtype=torch.float32, **_):
    return torch.full(torch.zeros(*shape).shape, ALMOST_1[dtype], dtype=dtype)


def ends_in_turn(*shape, dtype=torch.float32, **named):
    """Mostly ordinary numbers, with both ends among them."""
    numbers = real_rand(*shape, dtype=dtype, **named)
    numbers.view(-1)[::5], numbers.view(-1)[1::5] = 0.0, ALMOST_1[dtype]
    return numbers


@pytest.mark.parametrize("draws", [zeros, highest, ends_in_turn])
@pytest.mark.parametrize("crossover", WEIGHT_CROSSOVER)
@pytest.mark.parametrize("brain", ["none", "pure", "neat"])
def test_children_bred_from_the_ends_of_all_random_numbers_are_sound(brain, crossover, draws, monkeypatch):
    config = settings_with(
        brain, task="run", population=24, seconds=1, seed=2, weight_crossover=crossover, **MATING, **GROWING
    )
    judged = evaluated(config, first_bred(config, None), None, 0).judged
    saved, verdict = judged.saved, judged.verdict
    monkeypatch.setattr(torch, "rand", draws)
    for _ in range(3):
        bred = next_generation(config, saved, verdict)
        check_bodies(bred.population, config)
        saved = replace(saved, generation=saved.generation + 1, population=bred.population, memory=bred.memory)


@pytest.mark.parametrize("draws", [zeros, highest])
def test_newborns_from_the_ends_of_all_random_numbers_are_sound(draws, monkeypatch):
    monkeypatch.setattr(torch, "rand", draws)
    for brain in ("none", "hybrid", "neat"):
        config = settings_with(brain, population=8)
        check_bodies(first_generation(config).population, config)


def test_no_crossover_of_weights_leaves_what_a_genome_may_hold(monkeypatch):
    monkeypatch.setattr(torch, "rand", zeros)
    first, second = torch.tensor([LARGEST_WEIGHT, 1.0, 0.0]), torch.tensor([-LARGEST_WEIGHT, -1.0, 0.0])
    for eta in (0.5, 2.0, 5.0):
        child = sbx(first, second, RunConfig(sbx_eta=eta), torch.Generator())
        assert child.isfinite().all()
        assert (child.abs() <= LARGEST_WEIGHT).all()


def test_weights_mixed_for_generations_without_selection_stay_within_bounds():
    config, random = RunConfig(sbx_eta=0.5), torch.Generator().manual_seed(1)
    weights = torch.randn(200, 50, generator=random)
    for _ in range(300):
        weights = sbx(weights, weights[torch.randperm(200, generator=random)], config, random)
    assert weights.isfinite().all()
    assert weights.abs().max() == LARGEST_WEIGHT, "without the bound they would be beyond it"


def test_a_child_that_is_not_finite_is_refused_with_its_name_and_what_made_it():
    config = settings_with("pure", population=8)
    bred = first_generation(config)
    weights = bred.population.brain.weights_out.clone()
    weights[5, 0, 0] = torch.inf
    broken = replace(bred.population, brain=replace(bred.population.brain, weights_out=weights))
    with pytest.raises(FloatingPointError, match=r"brain\.weights_out of creature 0-5, made by random, is not finite"):
        Bred(broken, bred.memory)
