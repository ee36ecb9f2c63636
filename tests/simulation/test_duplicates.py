"""Duplicates: each genome is simulated once, and nobody can tell."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from kernel_worlds import arrays
from playing import evaluate

from simulation import duplicates
from simulation.batch import simulate_batch
from simulation.config import RunConfig
from simulation.duplicates import IRRELEVANT, distinct
from simulation.layouts import explicit_layout, layouts_of
from simulation.newborns import newborns
from simulation.pool import Runner

COUNT = 24
TWINS = torch.tensor([0, 1, 2, 1, 3, 0, 4, 1, 5, 6, 7, 7])  # 8 genomes in 12 rows
CONFIG = RunConfig(
    world="published", layout_count=1, seed=2, seconds=1, brain="hybrid", backend="torch", device="cpu"
)  # as `evaluate` plays


def twins(config):
    """12 creatures of their own, 8 genomes."""
    born = newborns(config, COUNT, seed=5)[TWINS]
    return replace(
        born, id=torch.arange(12), hue=torch.rand(12), streak=torch.arange(12).int(), parents=born.parents + 1
    )


def changed(value, row):
    """A tensor with one bit of a row's last number changed."""
    changed = value.clone()
    octets = changed[row].reshape(-1).view(torch.uint8).clone()
    octets[-1 if value.dtype != torch.float32 else -4] ^= 1
    changed[row] = octets.view(value.dtype).reshape(value.shape[1:])
    return changed


def with_gene(population, name, value):
    if name.startswith("brain."):
        return replace(population, brain=replace(population.brain, **{name.removeprefix("brain."): value}))
    return replace(population, **{name: value})


def test_equal_genomes_are_found_whoever_has_them():
    genomes = distinct(twins(CONFIG))
    assert genomes.rows.tolist() == [0, 1, 2, 4, 6, 8, 9, 10]
    assert genomes.rows[genomes.place].tolist() == [0, 1, 2, 1, 4, 0, 6, 1, 8, 9, 10, 10]


@pytest.mark.parametrize("name", [name for name, _ in newborns(CONFIG, 2, 1).tensors()])
def test_one_bit_of_any_gene_makes_another_genome_and_no_bit_of_another_field_does(name):
    born = newborns(CONFIG, 3, seed=1)[torch.tensor([0, 1, 0, 2, 0])]
    value = dict(born.tensors())[name]
    genomes = distinct(with_gene(born, name, changed(value, 2)))
    assert genomes.rows.tolist() == ([0, 1, 3] if name in IRRELEVANT else [0, 1, 2, 3])


def test_rows_that_only_share_a_hash_stay_apart(monkeypatch):
    monkeypatch.setattr(duplicates, "_hash", lambda genes: torch.zeros(len(genes[0]), dtype=torch.int64).numpy())
    population = twins(CONFIG)
    genomes = distinct(population)
    for row, source in enumerate(genomes.rows[genomes.place].tolist()):
        assert TWINS[row] == TWINS[source]


@pytest.mark.parametrize(
    ("settings", "layouts", "played"),
    [
        ({"layout_count": 2}, None, 2 * 8),
        ({"task": "run"}, None, 8),
        ({"layouts": "own"}, None, 12),
        ({"layouts": "own"}, explicit_layout([(5.0, 0.5, 0.0)]), 8),
    ],
)
def test_a_genome_is_played_once_unless_its_creatures_meet_layouts_of_their_own(settings, layouts, played):
    config = CONFIG.model_copy(update=settings)
    population, runner = twins(config), Runner()
    record = torch.tensor([1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 1]).bool()
    episodes = simulate_batch(population, config, layouts, record, runner)
    assert runner.metrics.snapshot()["creatures"] == played

    everyone = evaluate(population, config, layouts or layouts_of(config, 0), record)
    assert torch.equal(episodes.fitness, everyone.fitness)
    assert torch.equal(episodes.targets_reached, everyone.targets_reached)
    assert torch.equal(episodes.disqualified, everyone.disqualified)
    assert all(torch.equal(part, everyone.parts[name]) for name, part in episodes.parts.items())
    assert episodes.films.rows.tolist() == everyone.films.rows.tolist() == [0, 3, 5, 7, 11]
    for name, value in arrays(everyone).items():
        assert np.array_equal(value, arrays(episodes)[name]), name


def test_duplicates_are_scored_without_films_where_none_are_asked_for():
    population = twins(CONFIG)
    episodes = simulate_batch(population, CONFIG)
    assert episodes.films is None
    assert torch.equal(episodes.fitness, evaluate(population, CONFIG, layouts_of(CONFIG, 0)).fitness)
