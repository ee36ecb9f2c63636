"""Films: what the camera keeps of an episode."""

import numpy as np
import pytest
import torch
from playing import evaluate

from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.film import ONE_EACH, Footage, sightings
from simulation.genome import genome_json, parse_genomes
from simulation.layouts import explicit_layout, layouts_of
from simulation.newborns import newborns

COUNT = 12
EVERYBODY = torch.ones(COUNT, dtype=torch.bool)
NEAR = explicit_layout([[0.5, 0.6, 0.2], [-0.4, 0.7, 0.0], [0.1, 0.5, -0.5]])  # many are born or fall onto them


def world(**settings):
    config = RunConfig(world="published", layout_count=1, seed=3, population=COUNT, seconds=2, arena=5, **settings)
    return config, newborns(config, COUNT, seed=2)


def net_by_hand(film, brain, config):
    """[F, I + H + M] in float64, one frame a step, from the film's way and targets and the genome's net alone."""
    weights_in, bias_hidden, weights_out, bias_out = (
        np.array(brain[name]) for name in ("weights_in", "bias_hidden", "weights_out", "bias_out")
    )
    squash = {"tanh": np.tanh, "relu": lambda x: np.maximum(x, 0)}[config.activation]
    rows, output, sensed = [], np.zeros(len(bias_out)), film.centre[0]
    for step, centre in enumerate(film.centre[:-1]):
        if step % 6 == 0:  # 60 steps and 10 decisions a second
            away = next(one.position for one in reversed(film.targets) if one.appeared <= step) - centre
            distance = np.linalg.norm(away)
            moved = np.clip((centre - sensed) / 0.1, -1, 1)
            clock = [-np.cos(np.pi * step / 60), np.sin(np.pi * step / 60)] if config.brain == "hybrid" else []
            inputs = np.concatenate([away / distance, moved, [min(distance / 20, 1)], clock])
            hidden = squash(inputs @ weights_in + bias_hidden)
            new = np.tanh(hidden @ weights_out + bias_out)
            if config.brain == "pure":
                new[np.abs(new) < config.dead_zone] = 0
            output = new if step == 0 else config.smoothing * new + (1 - config.smoothing) * output
            sensed = centre
        rows.append(np.concatenate([inputs, hidden, output]))
    return np.array([np.zeros_like(rows[0]), *rows])


@pytest.mark.parametrize("brain", [{"brain": "hybrid"}, {"brain": "pure", "activation": "relu"}], ids=str)
def test_a_film_remembers_what_the_net_did_at_the_decision_before_each_frame(brain):
    config, born = world(clip_hz=60, **brain)
    genomes = [genome_json(born, row, config) for row in range(COUNT)]
    population = parse_genomes(genomes, config, torch.float64)
    films = evaluate(population, config, NEAR, EVERYBODY).films
    assert any(len(films.film(row).targets) > 1 for row in range(COUNT))
    for row, genome in enumerate(genomes):
        film, muscles = films.film(row), len(genome["muscles"])
        expected = net_by_hand(film, genome["brain"], config)
        width = expected.shape[1]
        assert np.abs(film.activations[:, :width] - expected).max() < 1e-9
        assert not film.activations[:, width:].any()
        assert width == films.activations.shape[2] - config.max_muscles + muscles


def test_fewer_frames_show_the_same_moments():
    (config, born), (coarse, _) = world(brain="hybrid", clip_hz=60), world(brain="hybrid", clip_hz=15)
    every, some = (evaluate(born, one, NEAR, EVERYBODY).films for one in (config, coarse))
    for name in ("positions", "centre", "score", "part_scores", "activations"):
        assert np.array_equal(getattr(every, name)[:, ::4], getattr(some, name))
    assert np.array_equal(np.ceil(every.events[..., 0] / 4), some.events[..., 0])
    assert np.array_equal(every.events[..., 1:], some.events[..., 1:])


def test_creatures_without_a_net_have_no_activations():
    config, born = world()
    assert evaluate(born, config, layouts_of(config, 0), EVERYBODY).films.activations is None


def test_films_of_shards_are_the_films_of_the_whole():
    config, born = world(brain="hybrid")
    record = EVERYBODY.clone()
    record[[0, 5, 6, 7, 8]] = False
    whole = evaluate(born, config, NEAR, record).films
    parts = [slice(0, 5), slice(5, 9), slice(9, 12)]  # of the second nobody is filmed
    shards = Episodes.cat([evaluate(born[rows], config, NEAR, record[rows]) for rows in parts]).films
    assert len(set(whole.n_events.tolist())) > 1
    for name in ("rows", "positions", "centre", "score", "part_scores", "activations", "events", *ONE_EACH):
        assert np.array_equal(getattr(whole, name), getattr(shards, name)), name
    assert all(np.array_equal(part, shards.parts[name]) for name, part in whole.parts.items())


def test_footage_of_blocks_shows_each_creature_its_own():
    frame, lane, block = np.arange(2)[:, None, None], np.arange(4), np.arange(3)[:, None, None, None]
    number = np.arange(13)[:, None]  # x, y, z of two nodes, centre, score, two parts of it and one neuron
    footage = Footage(1000 * (4 * block + lane) + 100 * frame + number, np.array([6, 1, 11]), n_nodes=2, n_parts=2)
    for some in (footage, Footage.cat([footage])):
        shots = some.of(np.array([2, 0]))
        assert shots.positions.tolist() == [
            [[[at + 0, at + 2, at + 4], [at + 1, at + 3, at + 5]] for at in (first, first + 100)]
            for first in (11000, 6000)
        ]
        assert shots.centre[:, 1].tolist() == [[11106, 11107, 11108], [6106, 6107, 6108]]
        assert shots.score.tolist() == [[11009, 11109], [6009, 6109]]
        assert shots.part_scores[0].tolist() == [[11010, 11011], [11110, 11111]]
        assert shots.activations.tolist() == [[[11012], [11112]], [[6012], [6112]]]
    both = Footage.cat([footage, footage])
    assert both.of(np.arange(6)).score[:, 0].tolist() == 2 * [6009, 1009, 11009]


def test_who_was_not_recorded_has_no_film():
    config, born = world()
    episodes = evaluate(born, config, layouts_of(config, 0), torch.arange(COUNT) == 4)
    assert len(episodes.films.film(4).score) == 31
    for row in (3, 5, COUNT):
        with pytest.raises(LookupError, match=f"row {row} was not recorded"):
            episodes.films.film(row)
    assert evaluate(born, config, layouts_of(config, 0), ~EVERYBODY).films is None


def test_the_last_of_explicit_targets_is_reached_and_has_no_successor():
    config, born = world()
    films = evaluate(born, config, explicit_layout([[0.5, 0.6, 0.2]] * 2), EVERYBODY).films
    done = [films.film(row) for row in range(COUNT) if films.n_events[row] == 3]
    assert done
    for film in done:
        assert film.parts["pellets"] == 200
        assert len(film.targets) == 1
        assert film.targets[0].reached is not None


def test_events_read_as_targets():
    events = np.array([[0, 1, 2, 3], [7, 4, 5, 6], [9, 4, 5, 6]], np.float32)
    first, second = sightings(events)
    assert (first.position, first.appeared, first.reached) == ((1, 2, 3), 0, 7)
    assert (second.position, second.appeared, second.reached) == ((4, 5, 6), 7, 9)
    assert sightings(events[:0]) == []


def test_what_happens_after_the_last_frame_happens_in_it():
    config, born = world(clip_hz=1)
    config = config.model_copy(update={"seconds": 1.9})
    long = evaluate(born, config, NEAR, EVERYBODY).films
    assert long.positions.shape[1] == 2
    assert set(long.events[..., 0].ravel()) == {0, 1}
