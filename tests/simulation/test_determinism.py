"""Same seed, same bits: whatever the batch, the shards, the threads, and the fate of batch-mates.

Of the reference; the kernel is held to the same in test_kernel_determinism.py.
"""

from dataclasses import replace

import pytest
import torch
from playing import evaluate

from simulation.batch import simulate_batch, simulate_sequential
from simulation.config import RunConfig
from simulation.layouts import layouts_of
from simulation.newborns import newborns
from simulation.pool import Pool
from simulation.random import uniform
from simulation.tasks import TASKS

COUNT = 70
BRAINS = ["none", "pure", "hybrid"]
SENSES = {"sense_strain": True, "sense_velocity": True, "sense_ground": True, "activation": "sigmoid", "arena": 5}
BASE = {
    "seed": 4,
    "population": COUNT,
    "seconds": 1,
    "world": "natural",
    "physics_hz": 120,
    "layouts": "own",
    "backend": "torch",
    "device": "cpu",
}


def world(brain, **settings):
    config = RunConfig(**BASE | {"brain": brain} | SENSES | settings)
    return config, newborns(config, COUNT, seed=9)


def same(one, other):
    return (
        torch.equal(one.fitness, other.fitness)
        and torch.equal(one.targets_reached, other.targets_reached)
        and torch.equal(one.disqualified, other.disqualified)
        and all(torch.equal(part, other.parts[name]) for name, part in one.parts.items())
    )


def same_film(one, other):
    return (
        (one.positions == other.positions).all() and (one.score == other.score).all() and one.targets == other.targets
    )


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("brain", BRAINS)
def test_a_creature_alone_has_the_bits_it_had_in_its_population(brain, task):
    config, population = world(brain, task=task, **{} if brain == "none" else {"settle": 0})
    layouts = layouts_of(config, 0)
    together = evaluate(population, config, layouts, torch.ones(COUNT, dtype=torch.bool))
    for row in (0, 31, 69):
        alone = evaluate(population[row : row + 1], config, layouts, torch.ones(1, dtype=torch.bool))
        assert same_film(alone.films.film(0), together.films.film(row))
        assert torch.equal(alone.fitness[0], together.fitness[row])


@pytest.mark.parametrize("brain", BRAINS)
def test_shards_and_threads_change_no_bit(brain):
    config, population = world(brain)
    layouts = layouts_of(config, 0)
    whole = simulate_sequential(population, config)
    parts = [evaluate(population[rows], config, layouts) for rows in (slice(0, 7), slice(7, 50), slice(50, None))]
    assert torch.equal(torch.cat([part.fitness for part in parts]), whole.fitness)
    pool = Pool(3)
    assert same(simulate_batch(population, config, runner=pool), whole)
    pool.close()


def test_torch_threads_change_no_bit():
    config, population = world("hybrid")
    config = config.model_copy(update={"seconds": 1})
    population = type(population).cat([population] * 6)  # enough for torch to share an operation out
    before = torch.get_num_threads()
    scores = []
    try:
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            scores.append(evaluate(population, config, layouts_of(config, 0)))
    finally:
        torch.set_num_threads(before)
    assert same(scores[0], scores[1])
    assert same(scores[0], scores[2])


def test_the_same_seed_twice_gives_the_same_bits_and_another_seed_others():
    config, population = world("none")
    again = newborns(config, COUNT, seed=9)
    assert all(
        torch.equal(one, other) for (_, one), (_, other) in zip(population.tensors(), again.tensors(), strict=True)
    )
    assert same(simulate_sequential(population, config), simulate_sequential(again, config))
    elsewhere = config.model_copy(update={"seed": 5})
    assert not same(simulate_sequential(population, config), simulate_sequential(population, elsewhere))


def test_exploding_batch_mates_change_no_bit():
    config, population = world("none", world="published")
    clean = simulate_sequential(population, config)
    wild = torch.arange(COUNT) % 3 == 0
    stiffness = population.stiffness.clone()
    stiffness[wild] = torch.tensor([1e4, 1e30])[torch.arange(COUNT)[wild] % 2, None]
    mixed = simulate_sequential(replace(population, stiffness=stiffness), config)
    assert (mixed.disqualified[wild] > 0).float().mean() > 0.5
    assert not mixed.fitness[mixed.disqualified > 0].any()
    assert all(part.isfinite().all() for part in mixed.parts.values())
    assert torch.equal(mixed.fitness[~wild], clean.fitness[~wild])


def test_random_numbers_of_a_creature_are_its_own_and_even():
    ids = torch.arange(4000) + (3 << 20)
    numbers = uniform(1, "test", 2, ids, 5)
    assert numbers.shape == (4000, 5)
    assert torch.equal(uniform(1, "test", 2, ids[17:18], 5)[0], numbers[17])
    assert torch.equal(uniform(1, "test", 2, ids, 9)[:, :5], numbers)
    for other in (uniform(2, "test", 2, ids, 5), uniform(1, "rest", 2, ids, 5), uniform(1, "test", 3, ids, 5)):
        assert (other != numbers).all()
    assert numbers.min() >= 0
    assert numbers.max() < 1
    share = torch.histc(numbers, 10, 0, 1) / numbers.numel()
    assert (share - 0.1).abs().max() < 0.01
    correlation = torch.corrcoef(torch.cat([numbers[:-1], numbers[1:]], dim=1).T)
    assert (correlation - torch.eye(10)).abs().max() < 0.06
