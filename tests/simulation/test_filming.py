"""Filming: which creatures are shown, and that it does not matter how they came to be filmed."""

import pytest
import torch

from simulation.clip_store import decode
from simulation.config import RunConfig
from simulation.film import Film
from simulation.filming import batch_size, encoded_clips, films_everybody, simulate_and_film, worth_showing
from simulation.layouts import layouts_of
from simulation.newborns import newborns

COUNT = 40
WORLDS = [
    {},
    {"task": "run", "brain": "hybrid"},
    {"brain": "pure", "sense_velocity": True, "layouts": "own", "layout_count": 3},
]


def kept(world):
    """Scores of a generation, what was kept of their films, and the clips."""
    config = RunConfig(seed=4, seconds=2, population=COUNT, clips_top=4, clips_random=5, clips_bottom=3, **world)
    born = newborns(config, COUNT, seed=9)
    episodes, films = simulate_and_film(born, config, layouts_of(config, 3), 3)
    assert episodes.films is None
    return episodes, films, encoded_clips(films, born, config, 3)


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_clips_do_not_depend_on_whether_everybody_was_filmed(world, monkeypatch):
    monkeypatch.setattr("simulation.filming.films_everybody", lambda count, config: True)
    episodes, _, clips = kept(world)
    assert len(clips) == 12
    monkeypatch.setattr("simulation.filming.films_everybody", lambda count, config: False)
    scores, films, again = kept(world)
    assert torch.equal(episodes.fitness, scores.fitness)
    assert clips == again
    assert all(isinstance(film, Film) for film in films.values())


def test_clips_do_not_depend_on_how_many_films_memory_holds(monkeypatch):
    _, _, clips = kept(WORLDS[1])
    monkeypatch.setattr("simulation.filming.batch_size", lambda config: 5)
    _, films, again = kept(WORLDS[1])
    assert all(isinstance(film, bytes) for film in films.values()), "films beyond what memory holds are encoded at once"
    assert clips == again


def test_clips_of_several_layouts_show_the_first():
    config = RunConfig(seed=4, seconds=2, population=COUNT, layout_count=3)
    one = config.model_copy(update={"layout_count": 1})
    born = newborns(config, COUNT, seed=9)
    _, films = simulate_and_film(born, config, layouts_of(config, 0), 0)
    first, _ = simulate_and_film(born, one, layouts_of(one, 0), 0)
    for row, clip in encoded_clips(films, born, config, 0).items():
        assert decode(clip).fitness == float(first.fitness[row])


def test_everybody_is_filmed_where_that_is_the_shorter_way_and_fits():
    config = RunConfig(backend="torch", seconds=5)
    assert films_everybody(100, config)
    assert films_everybody(4000, config)
    assert not films_everybody(4001, config), "a tenth of them is more than the narrowest batch"
    long = config.model_copy(update={"seconds": 120, "clip_hz": 60})
    assert not films_everybody(4000, long), "their films take too much memory"


def test_films_of_a_batch_fit_into_their_memory():
    assert batch_size(RunConfig()) > 1000
    assert batch_size(RunConfig(brain="hybrid", hidden=64)) < batch_size(RunConfig()) / 2
    assert batch_size(RunConfig(seconds=120, physics_hz=120, clip_hz=120, max_nodes=20)) < 100


def test_a_small_population_is_worth_showing_whole():
    order, lot = torch.arange(4), torch.rand(4)
    assert worth_showing(order, lot, RunConfig()) == {0, 1, 2, 3}
