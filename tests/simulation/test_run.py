"""The task run: distance along +x. That there is nothing for nothing is tested in test_exploits.py."""

from dataclasses import replace

import torch
from bodies_by_hand import genome, muscle, node
from passive_bodies import limp
from playing import evaluate

from simulation.config import RunConfig
from simulation.genome import parse_genomes
from simulation.layouts import layouts_of
from simulation.newborns import newborns


def test_distance_is_how_far_the_centre_of_mass_got_since_the_first_frame():
    config = RunConfig(world="published", seed=1, task="run", seconds=4)
    episodes = evaluate(newborns(config, 40, seed=7), config, layouts_of(config, 0), torch.ones(40, dtype=torch.bool))
    films = [episodes.films.film(row) for row in range(40)]
    distance = torch.tensor([float(film.centre[-1, 0] - film.centre[0, 0]) for film in films])
    assert torch.equal(episodes.fitness, distance)
    assert torch.equal(episodes.parts["distance"], distance)
    assert distance.max() > 0.5 > -0.5 > distance.min()
    assert not episodes.targets_reached.any()
    assert all(film.targets == [] for film in films)


def test_without_settling_the_fall_is_measured_too():
    config = RunConfig(world="published", seed=1, task="run", seconds=1, settle=0)
    film = evaluate(limp(config)[:1], config, layouts_of(config, 0), torch.ones(1, dtype=torch.bool)).films.film(0)
    assert film.centre[0, 1] - film.centre[-1, 1] > 0.3


def test_layouts_do_not_matter():
    config = RunConfig(world="published", seed=1, task="run", seconds=1, layout_count=3)
    born = newborns(config, 20, seed=7)
    assert torch.equal(
        evaluate(born, config, layouts_of(config, 0)).fitness,
        evaluate(born, config, layouts_of(config.model_copy(update={"seed": 2}), 5)).fitness,
    )


def test_a_runner_that_leaves_the_arena_is_disqualified_with_its_reason():
    config = RunConfig(world="published", seed=1, task="run", seconds=1, settle=0)
    flung = genome([node(19, 0, 0), node(-20, 0, 0)], [muscle(0, 1, 0.2, stiffness=500.0, damping=0.0)])
    population = parse_genomes([flung, flung], config)
    population = replace(population, position=population.position * torch.tensor([1.0, 3.0])[:, None, None])
    episodes = evaluate(population, config, layouts_of(config, 0), torch.ones(2, dtype=torch.bool))
    assert episodes.disqualified.tolist() == [0, 2]
    assert episodes.fitness[1] == 0
    assert episodes.films.film(1).disqualified.reason == "left the arena"
