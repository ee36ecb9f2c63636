"""What is stored, looked over as a whole: whether two runs are the same to the bit, and what has been damaged."""

import hashlib
import json
from collections.abc import Iterator

from torch import Tensor

from evoweb.runs.models import Checkpoint, Clip, Founders, Generation, Run
from evoweb.runs.reading.checkpoints import checkpoint_of
from evoweb.runs.reading.stored import DamagedError, intact
from simulation.checkpoint import decode, tensors_of
from simulation.errors import InvalidInput

SCORES = (  # what is stored of a creature in a generation, beside the checkpoint
    "creature__born", "creature__index", "creature__parents", "creature__operator", "rank", "fitness", "parts",
    "targets_reached", "disqualified", "survives", "reused", "streak",
)  # fmt: skip
AT_ONCE = 20  # stored things in memory


def digest_of(run: Run) -> str:
    """SHA-256 over all that a run's evolution came to: two runs with the same one are the same, wherever computed.

    In order of the generations, each with its number, the tensors of its checkpoint by name (genomes, ids, parents,
    scores, evolution's memory; random numbers follow from seed and number) and the scores as the tables have them.
    How long it took is left out, and so are replays, which are collected in time.

    Raises:
        DamagedError, CheckpointError: a checkpoint has changed since it was stored, or cannot be read.
    """
    sha, config = hashlib.sha256(), run.run_config()
    for generation in run.recorded.order_by("number"):
        checkpoint = decode(checkpoint_of(generation), config)
        sha.update(line([generation.number, checkpoint.generation]))
        for name, tensor in sorted(tensors_of(checkpoint).items()):
            sha.update(line([name, str(tensor.dtype), list(tensor.shape)]))
            sha.update(bytes_of(tensor))
        for score in scores_of(generation):
            sha.update(line(score))
    return sha.hexdigest()


def scores_of(generation: Generation) -> Iterator[list[object]]:
    """What the tables say of each creature, in the order of the population."""
    return map(list, generation.scores.order_by("row").values_list(*SCORES))


def line(said: list[object]) -> bytes:
    """Numbers and names as bytes that nothing else is written as."""
    return json.dumps(said, sort_keys=True).encode() + b"\n"


def bytes_of(tensor: Tensor) -> bytes:
    return tensor.contiguous().numpy().tobytes()


def inventory(run: Run | None = None) -> Iterator[tuple[str, Checkpoint | Clip | Founders]]:
    """All that is stored with a checksum, of one run or of all, each with its name for people."""
    of_run, of_generation = ({}, {}) if run is None else ({"run": run}, {"generation__run": run})
    checkpoints = Checkpoint.objects.filter(**of_generation).select_related("generation__run").order_by("pk")
    for checkpoint in checkpoints.iterator(AT_ONCE):
        at = checkpoint.generation
        yield f"run {at.run_id}: the checkpoint of generation {at.number}", checkpoint
    clips = Clip.objects.filter(**of_generation).select_related("generation", "creature").order_by("pk")
    for clip in clips.iterator(AT_ONCE):
        at = clip.generation
        yield f"run {at.run_id}: the replay of creature {clip.creature.name} in generation {at.number}", clip
    for founders in Founders.objects.filter(**of_run).order_by("pk").iterator(AT_ONCE):
        yield f"run {founders.pk}: its founders", founders


def trouble_with(stored: Checkpoint | Clip | Founders) -> str:
    """Why stored bytes are of no use: changed since, or a checkpoint that cannot be decoded; empty where they are."""
    try:
        content = intact(stored)
    except DamagedError:
        return "damaged"
    if isinstance(stored, Checkpoint):
        try:
            decode(content, stored.generation.run.run_config())
        except InvalidInput as error:  # numbers that are none; another version of the engine or of the settings
            return f"cannot be decoded: {error}"
    return ""
