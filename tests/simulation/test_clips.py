"""Clips: what is stored comes back, and the wire form is what the browser expects."""

import json
import struct
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from simulation.clips import Clip, Fault, decode, encode, message, offsets_of
from simulation.config import RunConfig
from simulation.episode import evaluate
from simulation.layouts import explicit_layout, layouts_of
from simulation.newborns import newborns
from simulation.replay import clip_of


@pytest.fixture(scope="module")
def played():
    """Films of a few creatures as clips, and the films."""
    config = RunConfig(seed=3, seconds=4, arena=5)
    born = newborns(config, 6, seed=2)
    everyone = evaluate(born, config, layouts_of(config, 0), torch.ones(6, dtype=torch.bool)).films
    films = [everyone.film(row) for row in range(6)]
    return [(clip_of(film, born[row : row + 1], config, 131), film, born[row]) for row, film in enumerate(films)]


def same(one: Clip, other: Clip):
    for name in vars(one):
        a, b = getattr(one, name), getattr(other, name)
        if isinstance(a, np.ndarray):
            assert a.dtype == b.dtype, name
            assert np.array_equal(a, b), name
        else:
            assert a == b, name


def test_a_stored_clip_comes_back_whole(played):
    for clip, _, _ in played:
        same(decode(encode(clip)), clip)


def test_a_clip_shows_the_film_to_half_a_millimetre(played):
    for clip, film, creature in played:
        nodes = creature.node_mask.numpy()
        assert np.abs(clip.positions - film.positions[:, nodes]).max() < 0.00051
        assert clip.offsets.shape == (61, nodes.sum(), 3)
        assert len(clip.ends) == creature.muscle_mask.sum()


def test_the_wire_form_is_laid_out_as_documented(played):
    for clip, _, _ in played:
        raw = message(clip, request=7)
        magic, request, length = struct.unpack_from("<4sII", raw)
        assert (magic, request, (12 + length) % 4) == (b"EVC1", 7, 0)
        header = json.loads(raw[12 : 12 + length])
        frames, nodes, muscles = header["frames"], header["nodes"], header["muscles"]
        assert set(header) == {
            "hz", "frames", "nodes", "muscles", "creature", "generation", "task", "fitness", "parts", "targets",
            "disqualified", "layout",
        }  # fmt: skip
        assert (header["hz"], header["generation"], header["task"]) == (15.0, 131, "forage")
        assert set(header["targets"][0]) == {"position", "appeared", "reached", "collection_radius"}
        floats = np.frombuffer(raw, "<f4", 2 * nodes + 2 * muscles + 4 * frames, 12 + length)
        assert np.array_equal(floats[:nodes], clip.radius)
        assert np.array_equal(floats[2 * nodes + 2 * muscles :][: 3 * frames].reshape(-1, 3), clip.centre)
        rest = raw[12 + length + floats.nbytes :]
        assert np.array_equal(np.frombuffer(rest, "<u2", 2 * muscles).reshape(-1, 2), clip.ends)
        offsets = np.frombuffer(rest, "<i2", offset=4 * muscles).reshape(frames, nodes, 3)
        assert np.array_equal(offsets, clip.offsets)


def test_a_stored_clip_is_small(played):
    assert sum(len(encode(clip)) for clip, _, _ in played) < 0.85 * sum(len(message(clip)) for clip, _, _ in played)


def test_score_rises_to_the_fitness_of_the_episode(played):
    for clip, film, _ in played:
        assert clip.score[-1] == pytest.approx(film.fitness)
        assert clip.fitness == pytest.approx(max(0, sum(clip.parts.values())), abs=1e-4)


def test_targets_appear_where_the_last_was_reached():
    config = RunConfig(seed=3, seconds=3)
    born = newborns(config, 60, seed=2)
    layout = explicit_layout([[0.8, 0.6, 0.3], [-0.7, 0.8, 0.0], [0.5, 0.5, -0.9]])
    everyone = evaluate(born, config, layout, torch.ones(60, dtype=torch.bool)).films
    films = [everyone.film(row) for row in range(60)]
    assert {len(film.targets) for film in films} >= {1, 2, 3}
    for film in films:
        assert film.targets[0].appeared == 0
        for earlier, later in zip(film.targets, film.targets[1:], strict=False):
            assert earlier.reached == later.appeared
        assert film.parts["pellets"] == 100 * sum(target.reached is not None for target in film.targets)
        if len(film.targets) < 3:
            assert film.targets[-1].reached is None


def test_nodes_too_far_from_the_centre_saturate():
    centre = np.zeros((1, 3), np.float32)
    far = np.array([[[32.767, -32.767, 0.0004], [49.0, -1e6, 0.0006]]])
    assert offsets_of(far, centre).tolist() == [[[32767, -32767, 0], [32767, -32767, 1]]]


def test_saturated_offsets_survive_storage(played):
    clip = played[0][0]
    offsets = clip.offsets.copy()
    offsets[::2], offsets[1::2] = 32767, -32767
    wild = replace(clip, offsets=offsets, disqualified=Fault("too high", 12))
    same(decode(encode(wild)), wild)


@pytest.mark.parametrize("damage", [lambda b: b"", lambda b: b[:-9], lambda b: b"x" + b, lambda b: b"EVC1" * 9])
def test_damaged_bytes_are_no_clip(played, damage):
    with pytest.raises(ValueError, match="not a clip"):
        decode(damage(encode(played[0][0])))


def test_an_array_of_the_wrong_shape_is_the_programmers_mistake(played):
    with pytest.raises(TypeError, match="score must have the shape"):
        message(replace(played[0][0], score=np.zeros(3, np.float32)))


def test_clips_are_read_without_torch():
    code = "import simulation.clips, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
