"""Checkpoints: generations as bytes."""

import json

import pytest
import torch
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load, save

from simulation.checkpoint import FORMAT, LATER, decode, encode
from simulation.config import RunConfig
from simulation.errors import CheckpointError
from simulation.evolve import evolve

CONFIG = RunConfig(population=6, generations=1, seconds=1, physics_hz=15, seed=3, brain="pure")
DATA = next(evolve(CONFIG)).checkpoint


RICH = RunConfig(
    population=12, generations=3, seconds=1, physics_hz=30, seed=3, brain="neat", selection="novelty", islands=2,
    adaptive_mutation=True, adaptive_window=2, compatibility_threshold=1.0,
)  # fmt: skip
RICH_DATA = list(evolve(RICH))[-1].checkpoint


def unpacked(packed_data: bytes = DATA) -> tuple[dict[str, torch.Tensor], dict[str, object]]:
    raw = zstandard.decompress(packed_data)
    length = int.from_bytes(raw[:8], "little")
    return load(raw), json.loads(json.loads(raw[8 : 8 + length])["__metadata__"]["evoweb"])


def packed(tensors: dict[str, torch.Tensor], about: dict[str, object]) -> bytes:
    return zstandard.compress(save(tensors, {"evoweb": json.dumps(about)}))


def test_what_is_written_is_read_bit_for_bit():
    saved = decode(DATA, CONFIG)
    assert saved.generation == 0
    assert encode(saved, CONFIG) == DATA


def test_a_checkpoint_of_before_there_were_worlds_is_of_the_published_one():
    tensors, about = unpacked()
    for name in ("world", *LATER):
        del about["config"][name]
    assert CONFIG.world == "published"
    assert decode(packed(tensors, about), CONFIG).generation == 0
    with pytest.raises(CheckpointError, match=r"another .*world"):
        decode(packed(tensors, about), CONFIG.model_copy(update={"world": "natural"}))


def test_a_checkpoint_of_before_clocks_had_a_rate_is_of_half_a_hertz():
    tensors, about = unpacked()
    del about["config"]["clock_hz"]
    assert decode(packed(tensors, about), CONFIG).generation == 0
    with pytest.raises(CheckpointError, match="another clock_hz"):
        decode(packed(tensors, about), CONFIG.model_copy(update={"clock_hz": 2.0}))


def test_settings_that_change_no_result_may_differ():
    other = CONFIG.model_copy(update={"generations": 99, "clips_top": 1, "clip_hz": 5})
    assert decode(DATA, other).generation == 0


@pytest.mark.parametrize("change", [{"gravity": 3.0}, {"seed": 4}, {"hidden": 9}, {"population": 7}, {"brain": "none"}])
def test_a_checkpoint_of_other_settings_is_refused_naming_them(change):
    with pytest.raises(CheckpointError, match=f"another {next(iter(change))}|must unpack"):
        decode(DATA, CONFIG.model_copy(update=change))


@pytest.mark.parametrize(
    ("name", "tensor", "words"),
    [
        ("population.size", None, "population.size: is missing"),
        ("population.size", torch.zeros(6, 8, dtype=torch.float64), r"float32 \[6, 8\], not torch.float64"),
        ("population.size", torch.zeros(6, 9), r"not torch.float32 \[6, 9\]"),
        ("population.size", torch.full((6, 8), torch.nan), "population.size: must be finite"),
        ("population.brain.bias_out", None, "bias_out: is missing"),
        ("scores.fitness", torch.full((6,), torch.inf), "scores.fitness: must be finite"),
        ("scores.behaviour", torch.full((6, 2), torch.nan), "scores.behaviour: must be finite"),
        ("scores.behaviour", torch.zeros(6), r"scores.behaviour: must be torch.float32 \[6, 2\]"),
        ("held_out", None, "held_out"),
        ("stowaway", torch.zeros(1), "stowaway: must not be there"),
    ],
)
def test_a_tensor_that_does_not_belong_is_named(name, tensor, words):
    tensors, metadata = unpacked()
    tensors.pop(name, None)
    if tensor is not None:
        tensors[name] = tensor
    with pytest.raises(CheckpointError, match=words):
        decode(packed(tensors, metadata), CONFIG)


def test_memory_is_read_bit_for_bit():
    memory = decode(RICH_DATA, RICH).memory
    assert encode(decode(RICH_DATA, RICH), RICH) == RICH_DATA
    assert len(memory.innovations) > 0
    assert len(memory.archive) == 3 * RICH.novelty_archived
    assert len(memory.progress) > 0
    assert memory.island.unique().tolist() == [0, 1]
    assert memory.species_table[:, 0].tolist() == memory.species.unique().tolist()


@pytest.mark.parametrize(
    ("name", "tensor", "words"),
    [
        ("island", None, "memory.island: is missing"),
        ("island", torch.full((12,), 2, dtype=torch.int16), "memory.island: must be 0 to 1"),
        ("island", torch.zeros(12), "memory.island: must be torch.int16 with 12 to 12 rows"),
        ("species", torch.full((12,), 99), "memory.species: must be those of species_table"),
        ("species", torch.full((12,), -1), "memory.species: must be 0 to"),
        ("species_table", torch.zeros(65, 4, dtype=torch.float64), "memory.species_table: must be .* 0 to 64 rows"),
        ("species_table", torch.full((1, 4), torch.nan, dtype=torch.float64), "memory.species_table: must be"),
        ("newest_species", torch.zeros(1, dtype=torch.int64), "memory.newest_species: must be no less"),
        ("newest_species", torch.zeros(2, dtype=torch.int64), "memory.newest_species: must be .* 1 to 1 rows"),
        ("archive", torch.zeros(2001, 2), "memory.archive: must be .* 0 to 2000 rows"),
        ("archive", torch.full((1, 2), torch.inf), "memory.archive: must be"),
        ("archive", torch.zeros(3, 3), r"memory.archive: must be .* of \[2\], not torch.float32 \[3, 3\]"),
        ("progress", torch.zeros(5, dtype=torch.float64), "memory.progress: must be .* 0 to 4 rows"),
        ("boost", torch.full((1,), 9.0, dtype=torch.float64), "memory.boost: must be 1 to 8"),
        ("innovations", torch.ones(2, 2, dtype=torch.int64), "memory.innovations: must all be different"),
        ("innovations", torch.full((1, 2), 2**40), "memory.innovations: must be"),
        ("stowaway", torch.zeros(1), "memory.stowaway: must not be there"),
    ],
)
def test_a_memory_that_cannot_be_is_refused_naming_what_is_wrong(name, tensor, words):
    tensors, metadata = unpacked(RICH_DATA)
    tensors.pop(f"memory.{name}", None)
    if tensor is not None:
        tensors[f"memory.{name}"] = tensor
    with pytest.raises(CheckpointError, match=words):
        decode(packed(tensors, metadata), RICH)


def test_a_run_without_neat_carries_no_innovations():
    tensors, metadata = unpacked()
    tensors["memory.innovations"] = torch.zeros(1, 2, dtype=torch.int64)
    with pytest.raises(CheckpointError, match=r"memory.innovations: must be .* 0 to 0 rows"):
        decode(packed(tensors, metadata), CONFIG)


def test_every_problem_is_listed():
    tensors, metadata = unpacked()
    del tensors["population.size"], tensors["population.phase"]
    with pytest.raises(CheckpointError) as refusal:
        decode(packed(tensors, metadata), CONFIG)
    assert len(refusal.value.problems) == 2


@pytest.mark.parametrize("change", [{"format": "evoweb-checkpoint/0"}, {"generation": "x"}, {"config": [1]}])
def test_an_unknown_header_is_refused(change):
    tensors, metadata = unpacked()
    with pytest.raises(CheckpointError):
        decode(packed(tensors, metadata | change), CONFIG)
    assert metadata["format"] == FORMAT


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused_before_unpacking():
    with pytest.raises(CheckpointError, match="must unpack to"):
        decode(zstandard.compress(bytes(200_000_000)), CONFIG)


def test_unpacked_size_must_be_declared():
    unsized = zstandard.ZstdCompressor(write_content_size=False).compress(zstandard.decompress(DATA))
    with pytest.raises(CheckpointError):
        decode(unsized, CONFIG)


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200))
def test_noise_is_refused(data):
    for candidate in (data, zstandard.compress(data), zstandard.compress(len(data).to_bytes(8, "little") + data)):
        with pytest.raises(CheckpointError):
            decode(candidate, CONFIG)


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, len(DATA) - 1), keep=st.booleans())
def test_damaged_bytes_are_refused_or_read_never_a_crash(place, keep):
    damaged = DATA[:place] if keep else DATA[:place] + bytes([DATA[place] ^ 0xFF]) + DATA[place + 1 :]
    try:
        decode(damaged, CONFIG)
    except CheckpointError:
        return
    assert not keep, "a truncated checkpoint cannot be read"
