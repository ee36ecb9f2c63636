"""Clips: what is stored comes back, and the wire form is what the browser expects."""

import json
import struct
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from playing import evaluate

from simulation.clip_store import decode, encode
from simulation.clips import (
    GRID,
    PARTS_GRID,
    Activations,
    Clip,
    Fault,
    activations_of,
    message,
    offsets_of,
    read_message,
    snapped,
)
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.layouts import explicit_layout, layouts_of
from simulation.newborns import newborns
from simulation.replay import clip_of

SENSES = {"sense_strain": True, "sense_velocity": True, "sense_ground": True, "bias_mode": "bias_node"}


@pytest.fixture(
    scope="module", params=[{}, {"brain": "hybrid"}, {"brain": "pure", "activation": "relu"} | SENSES], ids=str
)
def played(request):
    """Films of a few creatures as clips, and the films."""
    config = RunConfig(seed=3, seconds=4, arena=5, **request.param)
    born = newborns(config, 6, seed=2)
    everyone = evaluate(born, config, layouts_of(config, 0), torch.ones(6, dtype=torch.bool)).films
    films = [everyone.film(row) for row in range(6)]
    return [(clip_of(film, born, row, config, 131), film, born[row : row + 1]) for row, film in enumerate(films)]


def same(one: Clip | Activations, other: Clip | Activations):
    for name in vars(one):
        a, b = getattr(one, name), getattr(other, name)
        if isinstance(a, Activations):
            same(a, b)
        elif isinstance(a, np.ndarray):
            assert a.dtype == b.dtype, name
            assert np.array_equal(a, b), name
        else:
            assert a == b, name


def test_a_stored_clip_comes_back_whole(played):
    for clip, _, _ in played:
        same(decode(encode(clip)), clip)
        assert message(decode(encode(clip))) == message(clip), "to the bit"


def test_a_message_reads_back_whole_and_half_of_one_is_refused(played):
    for clip, _, _ in played:
        sent = message(clip, 7)
        same(read_message(sent), clip)
        for spoilt in (b"", sent[:11], sent[:-1], b"EVS2" + sent[4:], sent[:12] + b"[]" + sent[14:]):
            with pytest.raises(ValueError, match="not a whole clip"):
                read_message(spoilt)


def test_centre_and_score_are_the_films_to_half_a_step(played):
    for clip, film, _ in played:
        for shown, filmed in [(clip.centre, film.centre), (clip.score, film.score)]:
            assert np.abs(shown - filmed).max() <= 0.5 / GRID
            assert np.array_equal(shown * GRID, np.rint(shown * GRID))


def test_what_is_snapped_saturates_and_has_no_negative_zero():
    assert (
        snapped(np.array([-1e-9, 1e30, -1e30], np.float32)).tobytes() == np.array([0, 2**19, -(2**19)], "<f4").tobytes()
    )


def test_a_clip_shows_the_film_to_half_a_millimetre(played):
    for clip, film, creature in played:
        nodes = creature.node_mask[0].numpy()
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
        assert header.keys() - {"activations", "part_scores"} == {
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
        offsets = np.frombuffer(rest, "<i2", 3 * frames * nodes, 4 * muscles).reshape(frames, nodes, 3)
        assert np.array_equal(offsets, clip.offsets)
        rest = rest[4 * muscles + offsets.nbytes :]
        parts = np.frombuffer(raw[-4 * clip.part_scores.size :], "<f4").reshape(frames, -1)
        assert header["part_scores"] == ["pellets", "progress", "travel", "regression", "effort"]
        assert np.array_equal(parts, clip.part_scores)
        if clip.activations is None:
            assert (len(rest) - len(rest) % 4, "activations" in header) == (parts.nbytes, False)
        else:
            net = header["activations"]
            assert net["senses"] == clip.activations.senses
            assert net["hidden_scale"] == clip.activations.hidden_scale
            widths = np.array([sum(net["senses"].values()), net["hidden"], muscles])
            shares = np.frombuffer(rest, "i1", frames * widths.sum())
            inputs, hidden, outputs = np.split(shares, np.cumsum(frames * widths)[:-1])
            assert np.array_equal(inputs.reshape(frames, -1), clip.activations.inputs)
            assert np.array_equal(hidden.reshape(frames, -1), clip.activations.hidden)
            assert np.array_equal(outputs.reshape(frames, muscles), clip.activations.outputs)


def test_activations_are_those_of_the_film_to_half_a_step(played):
    for clip, film, creature in played:
        if film.activations is None:
            assert clip.activations is None
            continue
        net, n_inputs = clip.activations, creature.brain.weights_in.shape[1]
        inputs, hidden, outputs = np.split(film.activations, [n_inputs, n_inputs + 8], 1)
        assert np.abs(net.hidden * net.hidden_scale / 127 - hidden).max() <= 0.5001 / 127 * net.hidden_scale
        told = creature.muscle_mask[0].numpy()
        assert np.abs(net.outputs / 127 - outputs[:, told]).max() <= 0.5001 / 127
        n, m = int(creature.node_mask.sum()), int(told.sum())
        widths = {
            "target": 3,
            "motion": 3,
            "distance": 1,
            "clock": 2,
            "strain": m,
            "velocity": 3 * n,
            "ground": n,
            "bias": 1,
        }
        assert net.senses.items() <= widths.items()
        carried, at = [], 0
        for sense, width in {
            "target": 3,
            "motion": 3,
            "distance": 1,
            "clock": 2,
            "strain": 15,
            "velocity": 24,
            "ground": 8,
        }.items():
            if sense in net.senses:
                carried.append(inputs[:, at : at + net.senses[sense]])
                assert not inputs[:, at + net.senses[sense] : at + width].any(), "what is left out is nothing"
                at += width
        carried.append(inputs[:, at:])
        assert np.abs(net.inputs / 127 - np.concatenate(carried, 1)).max() <= 0.5001 / 127


def test_hidden_activations_of_any_size_are_carried():
    hidden = np.array([[0.0, 1e-3], [250.0, 125.0], [np.inf, np.nan], [-np.inf, 3e38]], np.float32)

    def carried(hidden):
        nothing = np.zeros((len(hidden), 0), np.float32)
        return activations_of({}, nothing, hidden, nothing)

    small = carried(hidden[:2])
    assert small.hidden_scale == 250
    assert small.hidden.tolist() == [[0, 0], [127, 64]]
    assert carried(hidden).hidden[2:].tolist() == [[127, 0], [-127, 127]]
    assert carried(hidden[:1]).hidden_scale == 1


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_clip_of_any_size_comes_back_whole(data):
    frames, nodes, muscles = (data.draw(st.integers(low, 40)) for low in (1, 2, 1))
    senses = data.draw(st.dictionaries(st.sampled_from(["target", "clock", "velocity"]), st.integers(1, 60)))
    n_hidden, n_parts = data.draw(st.integers(0, 64)), data.draw(st.integers(0, 8))
    random = np.random.default_rng(data.draw(st.integers(0, 2**32)))

    def floats(*shape):
        return random.normal(size=shape).astype(np.float32)

    net = activations_of(
        senses, floats(frames, sum(senses.values())), 9 * floats(frames, n_hidden), floats(frames, muscles)
    )
    clip = Clip(
        hz=15.0, creature="0-1", generation=0, task="run", fitness=1.5,
        parts={f"part {i}": float(i) for i in range(n_parts)}, targets=[], disqualified=None, layout=0, terrain=None,
        radius=floats(nodes), friction=floats(nodes), rest_length=floats(muscles), stiffness=floats(muscles),
        centre=snapped(10.0 ** data.draw(st.integers(-3, 7)) * floats(frames, 3)), score=snapped(9 * floats(frames)),
        ends=random.integers(0, nodes, (muscles, 2)).astype(np.uint16),
        offsets=random.integers(-32767, 32768, (frames, nodes, 3)).astype(np.int16),
        activations=data.draw(st.sampled_from([net, None])),
        part_scores=snapped(99 * floats(frames, n_parts), PARTS_GRID) if n_parts > 1 else None,
    )  # fmt: skip
    same(decode(encode(clip)), clip)
    carried = 0 if clip.activations is None else frames * (sum(senses.values()) + n_hidden + muscles)
    _, _, length = struct.unpack_from("<4sII", message(clip))
    floating = 4 * (2 * nodes + 2 * muscles + 4 * frames)
    end = 12 + length + floating + 4 * muscles + 6 * frames * nodes + carried
    if clip.part_scores is not None:
        end += -end % 4 + 4 * frames * n_parts
    assert len(message(clip)) == end


@pytest.mark.parametrize("task", ["forage", "run"])
@pytest.mark.parametrize("brain", ["none", "pure", "hybrid"])
def test_the_stored_clips_of_evolved_creatures_take_6_kilobytes_or_less(brain, task):
    config = RunConfig(seed=2, seconds=8, brain=brain, task=task, population=60, generations=10)
    clips = list(evolve(config))[-1].clips.values()
    assert len(clips) == 25
    assert sum(map(len, clips)) / 25 <= 6000


def test_score_rises_to_the_fitness_of_the_episode(played):
    for clip, film, _ in played:
        assert clip.score[-1] == pytest.approx(film.fitness, abs=0.5 / GRID)
        assert clip.fitness == pytest.approx(max(0, sum(clip.parts.values())), abs=1e-4)


def test_in_every_frame_the_parts_add_up_to_the_score(played):
    for clip, film, _ in played:
        assert np.abs(clip.part_scores - film.part_scores).max() <= 0.5 / PARTS_GRID
        assert np.abs(film.part_scores.sum(1).clip(min=0) - film.score).max() < 1e-3
        assert film.part_scores[-1] == pytest.approx(list(film.parts.values()), abs=1e-6)
        assert np.ptp(film.part_scores, 0).any(), "nothing happened"


def test_a_score_of_one_part_is_told_once():
    config = RunConfig(seed=3, seconds=1, task="run")
    born = newborns(config, 2, seed=2)
    film = evaluate(born, config, layouts_of(config, 0), torch.ones(2, dtype=torch.bool)).films.film(0)
    assert np.array_equal(film.part_scores[:, 0], film.score)
    assert clip_of(film, born, 0, config, 0).part_scores is None


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


def test_a_clip_that_another_version_stored_is_refused(played):
    with pytest.raises(ValueError, match="not one stored by this version"):
        decode(zstandard.compress(message(played[0][0])))


def test_an_array_of_the_wrong_shape_is_the_programmers_mistake(played):
    with pytest.raises(TypeError, match="score must have the shape"):
        message(replace(played[0][0], score=np.zeros(3, np.float32)))


def test_clips_are_read_without_torch():
    code = "import simulation.clip_store, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
