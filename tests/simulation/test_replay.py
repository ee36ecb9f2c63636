"""Replay: any creature of a stored generation, as it was. That clips and replays agree is in test_evolve.py."""

import numpy as np
import pytest
import torch

from simulation import checkpoint
from simulation.batch import simulate_batch
from simulation.checkpoint import Checkpoint
from simulation.config import RunConfig
from simulation.errors import CheckpointError
from simulation.genome import genome_json
from simulation.layouts import layouts_of
from simulation.newborns import newborns
from simulation.replay import clip_of, genome_of, replay
from simulation.selection.remembering import memory_at_birth

CONFIG = RunConfig(seed=1, population=5, seconds=2, brain="hybrid", layouts="own", layout_count=1, layout_period=2)
GENERATION = 3


@pytest.fixture(scope="module")
def stored():
    """A generation, its episodes with films, and its checkpoint."""
    born = newborns(CONFIG, 5, seed=1, generation=GENERATION)
    episodes = simulate_batch(born, CONFIG, layouts_of(CONFIG, GENERATION), torch.ones(5, dtype=torch.bool))
    scores = episodes.scores(slice(None))
    saved = Checkpoint(GENERATION, born, scores, memory_at_birth(CONFIG, 5), held_out=torch.zeros(1))
    return born, episodes, checkpoint.encode(saved, CONFIG)


def test_a_replay_has_the_bits_of_the_film(stored):
    born, episodes, data = stored
    for row in range(5):
        again = replay(CONFIG, data, int(born.id[row]))
        film = clip_of(episodes.films.film(row), born, row, CONFIG, GENERATION)
        assert np.array_equal(again.offsets, film.offsets)
        assert np.array_equal(again.score, film.score)
        assert again.fitness == float(episodes.fitness[row])
        assert (again.creature, again.generation) == (f"3-{row}", GENERATION)


def test_the_genome_of_a_stored_creature_is_the_one_it_was_born_with(stored):
    born, _, data = stored
    assert genome_of(data, CONFIG, int(born.id[4])) == genome_json(born, 4, CONFIG)


def test_a_creature_that_never_was_is_named(stored):
    with pytest.raises(LookupError, match="generation 3 has no creature 0-9"):
        replay(CONFIG, stored[2], 9)


def test_bytes_that_are_no_checkpoint_are_refused():
    with pytest.raises(CheckpointError):
        replay(CONFIG, b"nothing", 1)
