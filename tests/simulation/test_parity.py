"""The engine against the model written once more in plain Python."""

import numpy as np
import pytest
import torch
from playing import evaluate
from reference_world import Creature

from simulation.config import RunConfig
from simulation.genome import genome_json, parse_genomes
from simulation.layouts import explicit_layout, layouts_of
from simulation.newborns import newborns

BODIES = 50
ALL_SENSES = {"sense_strain": True, "sense_velocity": True, "sense_ground": True, "bias_mode": "bias_node"}
WORLDS = [
    {"brain": "none"},
    {"brain": "none", "physics_hz": 30, "gravity": 4.0, "ground_friction": 1.2, "damping_scale": 0.5},
    {"brain": "pure"},
    {"brain": "pure", "time_encoding": "cyclic", "clock_hz": 2.7},
    {"brain": "pure", "time_encoding": "sin_raw", "activation": "relu", "dead_zone": 0.02, "brain_hz": 7} | ALL_SENSES,
    {"brain": "hybrid"},
    {"brain": "hybrid", "time_encoding": "raw", "activation": "sigmoid", "smoothing": 0.5, "velocity_cap": 0.5}
    | ALL_SENSES
    | {"max_nodes": 12, "max_muscles": 30, "hidden": 5, "max_extension": 1.2},
]


def lived(world, dtype, seconds, count=BODIES, layout=None):
    """Positions [B, F, N, 3] of every step by the engine and, per creature, the reference's."""
    config = RunConfig(
        world="published", layout_count=1, seed=5, population=count, seconds=seconds, clip_hz=120, **world
    )
    born = newborns(config, count, seed=11)
    genomes = [genome_json(born, row, config) for row in range(count)]
    population = parse_genomes(genomes, config, dtype)
    layouts = explicit_layout(layout) if layout else layouts_of(config, 0)
    episodes = evaluate(population, config, layouts, torch.ones(count, dtype=torch.bool))
    draws = None if layout else layouts.course(0, population.id, population.size).draws.permute(2, 0, 1).tolist()
    references = [
        Creature(genome, config, draws=draws and draws[row], layout=layout) for row, genome in enumerate(genomes)
    ]
    return config, episodes, references


def differences(episodes, references, steps):
    """The farthest any node strays from the reference in so many steps, m, of each creature."""
    farthest = []
    for row, reference in enumerate(references):
        expected = np.array(reference.live(steps))
        film = episodes.films.positions[row, : steps + 1, : expected.shape[1]]
        farthest.append(np.abs(film - expected).max())
    return np.array(farthest)


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: f"{world['brain']}-{len(world)}")
def test_a_hundred_steps_of_float64_agree_to_a_nanometre(world):
    config, episodes, references = lived(world, torch.float64, 100 / world.get("physics_hz", 60))
    assert config.n_steps == 100
    assert differences(episodes, references, 100).max() < 1e-9


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: f"{world['brain']}-{len(world)}")
def test_forty_steps_of_float32_agree_to_a_millimetre(world):
    _, episodes, references = lived(world, torch.float32, 2)
    assert differences(episodes, references, 40).max() < 1e-3


NEAR_PELLETS = [[0.8, 0.6, 0.3], [-0.7, 0.8, 0.0], [0.5, 0.5, -0.9], [3.0, 0.7, 3.0]]


@pytest.mark.parametrize("brain", ["none", "pure", "hybrid"])
@pytest.mark.parametrize("layout", [None, NEAR_PELLETS, NEAR_PELLETS[:1]], ids=["drawn", "explicit", "finished"])
def test_scores_agree(brain, layout):
    world = {"brain": brain, "arena": 5.0, "efficiency": 2.0}
    config, episodes, references = lived(world, torch.float64, 2, count=20, layout=layout)
    assert layout is None or episodes.targets_reached.any()
    for row, reference in enumerate(references):
        reference.live(config.n_steps)
        fitness, parts = reference.score()
        assert {name: float(part[row]) for name, part in episodes.parts.items()} == pytest.approx(parts, abs=1e-6)
        assert float(episodes.fitness[row]) == pytest.approx(fitness, abs=1e-6)
        assert int(episodes.targets_reached[row]) == reference.reached
