"""Mutation: how often and how far genes and weights move."""

from dataclasses import fields, replace

import pytest
import torch
from operators import cross, mutate_body, mutate_weights, seeded, settings_with

from simulation.config import RunConfig
from simulation.genes import CREATURE_GENES, MUSCLE_GENES, NODE_GENES
from simulation.newborns import newborns
from simulation.variation.weights import positions, weight_magnitude


def test_mutation_moves_each_gene_at_its_rate_and_no_farther_than_its_share_of_the_range():
    config = settings_with(mutation_rate=0.25, mutation_magnitude=0.4)
    before = newborns(config, 2000, 7)
    after = mutate_body(before, config, seeded())
    tables = [(NODE_GENES, before.node_mask), (MUSCLE_GENES, before.muscle_mask)]
    for genes, mask in tables:
        for name, gene in genes.items():
            step = (getattr(after, name) - getattr(before, name))[mask]
            span = gene.born_high - gene.born_low
            if gene.wraps:
                step = torch.remainder(step + span / 2, span) - span / 2
            assert float((step != 0).float().mean()) == pytest.approx(0.25, abs=0.03), name
            assert step.abs().max() <= 0.4 * gene.step * span * 1.0001, name
    step = (after.position - before.position)[before.node_mask]
    assert step.abs().max() <= 0.4 * 0.5 * 2 * 1.0001


def test_stiffness_may_grow_beyond_what_it_is_born_with():
    config = settings_with(mutation_rate=1.0, mutation_magnitude=1.0)
    creatures, random = newborns(config, 50, 8), seeded()
    assert creatures.stiffness.max() <= 200
    for _ in range(30):
        creatures = mutate_body(creatures, config, random)
    assert 400 < creatures.stiffness.max() <= 500


def test_creature_genes_mutate_too():
    config = settings_with(mutation_rate=1.0)
    before = newborns(config, 20, 9)
    after = mutate_body(before, config, seeded())
    for name in CREATURE_GENES:
        assert (getattr(after, name) != getattr(before, name)).all(), name


def test_weights_mutate_at_their_rate_with_their_size():
    config = settings_with("pure", weight_rate=0.3, weight_magnitude=0.2)
    creatures = newborns(config, 500, 10)
    after = mutate_weights(creatures, config, 1, seeded()).brain
    step = (after.weights_in - creatures.brain.weights_in).flatten()
    moved = step[step != 0]
    assert len(moved) / len(step) == pytest.approx(0.3, abs=0.01)
    assert float(moved.std()) == pytest.approx(0.2, rel=0.02)


def test_every_array_of_a_net_is_crossed_and_mutated():
    config = settings_with("hybrid", weight_rate=1.0)
    first, second = newborns(config, 30, 11), newborns(config, 30, 11)
    second = replace(second, brain=second.brain.map(lambda weights: weights + 1.0))
    child = cross(first, second, config, seeded())
    mutated = mutate_weights(first, config, 1, seeded()).brain
    for field in fields(type(first.brain)):
        mask = first.muscle_mask[:, None] if field.name == "weights_out" else first.muscle_mask
        before = getattr(first.brain, field.name)
        everywhere = mask.expand_as(before) if field.name.endswith("out") else torch.ones_like(before, dtype=torch.bool)
        assert (getattr(child.brain, field.name) != before)[everywhere].float().mean() > 0.6, field.name
        assert (getattr(mutated, field.name) != before)[everywhere].float().mean() > 0.6, field.name


@pytest.mark.parametrize(
    ("decay", "expected"),
    [("off", [0.1, 0.1, 0.1, 0.1]), ("linear", [0.5, 0.3, 0.1, 0.1]), ("exponential", [0.5, 0.1 * 5**0.5, 0.1, 0.1])],
)
def test_the_size_of_weight_mutations_decays_as_told(decay, expected):
    config = RunConfig(weight_magnitude=0.1, weight_decay=decay, weight_decay_start=5, weight_decay_generations=10)
    assert [weight_magnitude(config, generation) for generation in (1, 6, 11, 500)] == pytest.approx(expected)


@pytest.mark.parametrize("rate", [0.0, 1e-300, 1e-6, 0.01, 0.2, 0.7, 1.0])
def test_positions_are_drawn_each_with_the_same_chance(rate):
    random = seeded()
    drawn = [positions(1000, rate, random) for _ in range(1000)]
    for few in drawn:
        assert ((few >= 0) & (few < 1000)).all()
        assert (few.diff() > 0).all()
    share = torch.bincount(torch.cat(drawn), minlength=1000) / 1000
    spread = (rate * (1 - rate) / 1000) ** 0.5
    assert float(share.mean()) == pytest.approx(rate, abs=5 * spread / 1000**0.5)
    assert (share - rate).abs().max() <= 6 * spread + 2e-3
    numbers = torch.tensor([float(len(few)) for few in drawn])
    assert float(numbers.std()) == pytest.approx((1000 * rate * (1 - rate)) ** 0.5, rel=0.1, abs=0.05)
