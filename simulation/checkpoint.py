"""Checkpoint: a generation as bytes, from which evolution continues and any of its creatures is simulated again.

Safetensors inside zstd. The header's metadata holds the format, the generation and the settings; the tensors are the
population's, its scores', evolution's memory and the champion's scores on held-out layouts. Reading never allocates
more than a population of these settings needs.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
import zstandard
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from simulation import memory as memories
from simulation.config import RunConfig
from simulation.episode import Episodes
from simulation.errors import CheckpointError, Problem
from simulation.memory import Memory
from simulation.newborns import newborns
from simulation.population import Population
from simulation.stopping import RULES
from simulation.threads import one_torch_thread

FORMAT = "evoweb-checkpoint/2"
LEVEL = 3  # of zstd
MOST_PARTS = 16  # of a fitness, and as many held-out scores
LARGEST_HEADER = 64 * 1024  # bytes
SCORES = {  # kind, and shape for one creature
    "fitness": (torch.float32, torch.Size()),
    "targets_reached": (torch.int64, torch.Size()),
    "disqualified": (torch.int8, torch.Size()),
    "behaviour": (torch.float32, torch.Size([2])),
}
LATER = ("muscle_strength", "stroke", "body_size", "start_jitter", "clock_hz")  # settings that came after others
FREE = {"generations", *RULES, "clip_hz", "clips_top", "clips_random", "clips_bottom", "backend", "device"}
"""Settings that may differ between the run that wrote a checkpoint and the one that continues it."""


@dataclass(frozen=True)
class Checkpoint:
    """A generation and what its creatures achieved; tensors on the CPU."""

    generation: int
    population: Population
    scores: Episodes  # without films
    memory: Memory
    held_out: Tensor  # [L] the champion's fitness on held-out layouts


def encode(checkpoint: Checkpoint, config: RunConfig) -> bytes:
    """A generation as bytes."""
    about = {
        "format": FORMAT,
        "generation": checkpoint.generation,
        "config": config.model_dump(mode="json", exclude=FREE),
    }
    metadata = {"evoweb": json.dumps(about)}  # one entry: safetensors writes several in no certain order
    raw = save({name: tensor.contiguous() for name, tensor in tensors_of(checkpoint).items()}, metadata)
    return zstandard.ZstdCompressor(level=LEVEL).compress(raw)


def tensors_of(checkpoint: Checkpoint) -> dict[str, Tensor]:
    """All that evolution continues from, by name."""
    scores = checkpoint.scores
    tensors = dict(checkpoint.population.tensors("population."))
    tensors |= {f"scores.{name}": getattr(scores, name) for name in SCORES}
    tensors |= {f"parts.{name}": part for name, part in scores.parts.items()}
    tensors |= {f"memory.{name}": tensor for name, tensor in checkpoint.memory.tensors().items()}
    return tensors | {"held_out": checkpoint.held_out}


def decode(data: bytes, config: RunConfig) -> Checkpoint:
    """The generation that the bytes hold.

    Raises:
        CheckpointError: the bytes are damaged, of another format, or of a run with other settings.
    """
    with one_torch_thread():
        template = newborns(config, 1, seed=0)
        generation, tensors = opened(data, config, template)
        check_finite(tensors)
        scores = Episodes(
            fitness=tensors["scores.fitness"],
            targets_reached=tensors["scores.targets_reached"],
            disqualified=tensors["scores.disqualified"],
            behaviour=tensors["scores.behaviour"],
            parts=under("parts.", tensors),
        )
        memory = Memory.named(under("memory.", tensors))
        return Checkpoint(generation, filled(template, tensors), scores, memory, tensors["held_out"])


def under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors whose names begin with the prefix, by what follows it."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def decode_creatures(data: bytes, config: RunConfig, ids: Sequence[int]) -> tuple[int, Population]:
    """The generation's number and those of its creatures that have these ids; the others are not looked at.

    Raises:
        CheckpointError: the bytes are damaged, of another format, or of a run with other settings.
    """
    with one_torch_thread():
        template = newborns(config, 1, seed=0)
        generation, tensors = opened(data, config, template)
        row = torch.isin(tensors["population.id"], torch.tensor(ids)).nonzero()[:, 0]
        own = {name: tensor[row] for name, tensor in tensors.items() if name.startswith("population.")}
        check_finite(own)
        return generation, filled(template, own)


def opened(data: bytes, config: RunConfig, template: Population) -> tuple[int, dict[str, Tensor]]:
    """The generation's number and its tensors, each of the kind and shape that it must have."""
    raw = decompressed(data, most=largest(template, config))
    generation = checked_metadata(raw, config)
    try:
        tensors = load(raw)
    except (SafetensorError, ValueError) as error:
        raise refused(f"is no safetensors file: {error}") from error
    held_out, memory = tensors.get("held_out"), under("memory.", tensors)
    rows = {name: tensor for name, tensor in tensors.items() if name != "held_out" and not name.startswith("memory.")}
    expected = {name: (like.dtype, like.shape[1:]) for name, like in template.tensors("population.")}
    expected |= {f"scores.{name}": like for name, like in SCORES.items()}
    expected |= {name: (torch.float32, torch.Size()) for name in rows if name.startswith("parts.")}
    check_tensors(rows, expected, config.population)
    if held_out is None or held_out.dtype != torch.float32 or held_out.dim() != 1:
        raise refused("held_out: must be float32 scores")
    if problems := memories.problems(memory, config):
        raise refused(*(f"memory.{problem}" for problem in problems))
    return generation, tensors


def refused(*messages: str) -> CheckpointError:
    """The error that lists what is wrong with the bytes."""
    return CheckpointError([Problem("checkpoint", message) for message in messages])


def largest(template: Population, config: RunConfig) -> int:
    """Bytes that a checkpoint of these settings can have at most, uncompressed."""
    row = sum(tensor.nbytes for _, tensor in template.tensors()) + 8 * (len(SCORES) + 1 + MOST_PARTS)
    return row * config.population + memories.largest(config) + LARGEST_HEADER


def decompressed(data: bytes, most: int) -> bytes:
    """What zstd packed; refused where that is more than `most` bytes."""
    try:
        size = zstandard.frame_content_size(data)
        if not 8 <= size <= most:
            raise refused(f"must unpack to 8 to {most} bytes for these settings, not {size}")
        return zstandard.ZstdDecompressor().decompress(data, max_output_size=most)
    except zstandard.ZstdError as error:
        raise refused(f"is not packed with zstd: {error}") from error


def checked_metadata(raw: bytes, config: RunConfig) -> int:
    """The generation that the header names, once format and settings are seen to be right."""
    length = int.from_bytes(raw[:8], "little")
    if length > min(LARGEST_HEADER, len(raw) - 8):
        raise refused("header is longer than the file or than allowed")
    try:
        header: dict[str, Any] = json.loads(raw[8 : 8 + length])
        about = json.loads(header["__metadata__"]["evoweb"])
        if about["format"] != FORMAT:
            raise refused(f"format must be {FORMAT}, not {about['format']!r}")
        written, generation = completed(about["config"]), int(about["generation"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise refused(f"header cannot be read: {error}") from error
    now = config.model_dump(mode="json", exclude=FREE)
    others = sorted(name for name in now.keys() | written.keys() if now.get(name) != written.get(name))
    if others:
        raise refused(f"comes from a run with another {', '.join(others)}")
    return generation


def completed(settings: dict[str, Any]) -> dict[str, Any]:
    """A run's settings as they were written, with those that came later; before there were worlds, it was published."""
    fields = RunConfig.model_fields
    return {name: fields[name].default for name in LATER} | {"world": "published"} | settings


def check_tensors(
    tensors: dict[str, Tensor], expected: dict[str, tuple[torch.dtype, torch.Size]], population: int
) -> None:
    """Refuse tensors missing, left over, or of the wrong kind or shape."""
    problems = [f"{name}: must not be there" for name in sorted(tensors.keys() - expected.keys())]
    for name, (dtype, shape) in expected.items():
        tensor = tensors.get(name)
        if tensor is None:
            problems.append(f"{name}: is missing")
        elif tensor.dtype != dtype or tensor.shape != (population, *shape):
            wanted = [population, *shape]
            problems.append(f"{name}: must be {dtype} {wanted}, not {tensor.dtype} {list(tensor.shape)}")
    if problems:
        raise refused(*problems)


def check_finite(tensors: dict[str, Tensor]) -> None:
    """Refuse numbers that are none."""
    wrong = [name for name, tensor in tensors.items() if tensor.is_floating_point() and not tensor.isfinite().all()]
    if wrong:
        raise refused(*(f"{name}: must be finite" for name in wrong))


def filled(template: Population, tensors: dict[str, Tensor]) -> Population:
    """A population of the tensors named as the template's are."""
    brain = template.brain
    if brain is not None:
        brain = type(brain)(**{name: tensors[f"population.brain.{name}"] for name, _ in brain.tensors()})
    own = {name: tensors[f"population.{name}"] for name, _ in template.tensors() if "." not in name}
    return replace(template, **own, brain=brain)
