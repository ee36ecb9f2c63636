"""Stored bytes, read with their checksums compared: clips and founders here, checkpoints in checkpoints.py."""

import hashlib

from evoweb.runs.models import Checkpoint, Clip, Founders, Run, Score


class DamagedError(Exception):
    """Stored bytes are not what was stored."""


def stored_clip(score: Score) -> bytes | None:
    """The stored replay that shows how this score came about, if one was kept."""
    if score.clip_id is None:
        return None
    found = Clip.objects.filter(pk=score.clip_id).first()  # it may have been collected since the score was read
    return intact(found) if found else None


def founders_of(run: Run) -> bytes | None:
    """The creatures with which a run begins that has no generation yet; None: newborns, or it has begun.

    Raises:
        DamagedError: the bytes have changed since they were stored.
    """
    founders = Founders.objects.filter(run=run).first() if run.next_generation == 0 else None
    return intact(founders) if founders else None


def intact(stored: Checkpoint | Clip | Founders) -> bytes:
    """The stored bytes, after their SHA-256 was compared."""
    content = bytes(stored.content)
    if sha256_of(content) != stored.sha256:
        raise DamagedError(f"The bytes of {stored} are damaged")
    return content


def sha256_of(content: bytes) -> str:
    """The checksum that is stored beside bytes."""
    return hashlib.sha256(content).hexdigest()
