"""Pins: replays that somebody wants kept. A pinned one is stored, and never collected (retention.py)."""

from django.contrib.auth.models import User
from django.db import transaction

from evoweb.runs.errors import Refused
from evoweb.runs.models import Clip, Pin, Run, Score
from evoweb.runs.reading.hall import pinned_scores
from evoweb.runs.reading.replays import clip_of
from evoweb.runs.reading.stored import sha256_of
from evoweb.runs.schemas.creatures import Pinned
from simulation.clip_store import encode

MOST_PINS = 200  # of one user


def pin_replay(run: Run, score: Score, by: User) -> None:
    """Keep the replay that shows how a creature came to its score; one that was not stored is simulated and stored.

    Rights are the caller's to check. Pinned twice, it is pinned once.

    Raises:
        Refused: the user has as many pins as one may have.
        Loading, Busy, DamagedError, CheckpointError: it must be simulated, and cannot be (now).
    """
    simulated = None
    while not is_pinned_with(simulated, run, score, by):
        simulated = encode(clip_of(run, score))


def is_pinned_with(clip: bytes | None, run: Run, score: Score, by: User) -> bool:
    """Pin the stored replay, or this clip where there is none; False where there is neither."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two pins at once count one after the other
        Run.objects.select_for_update(no_key=True).get(pk=run.pk)  # nothing of it is collected meanwhile
        score.refresh_from_db(fields=["clip"])
        if Pin.objects.filter(user=by, score=score).exists():
            return True
        if Pin.objects.filter(user=by).count() >= MOST_PINS:
            raise Refused(f"You have {MOST_PINS} pinned replays, and no more are allowed: unpin one that may go.")
        if score.clip_id is None:
            if clip is None:
                return False
            store(score, clip)
        Pin.objects.create(user=by, score=score)
    return True


def store(score: Score, content: bytes) -> None:
    """Store a replay as if it had been kept when the creature was simulated in this generation."""
    score.clip = Clip.objects.create(
        creature_id=score.creature_id,
        generation_id=score.generation_id,
        content=content,
        size=len(content),
        sha256=sha256_of(content),
    )
    score.save(update_fields=["clip"])


def unpin_replay(score: Score, by: User) -> None:
    """Let the replay go in time, as far as this user is concerned."""
    Pin.objects.filter(user=by, score=score).delete()


def pinned_by(user: User) -> list[Pinned]:
    """The replays that a user has pinned."""
    return [pinned(score.generation.run, score) for score in pinned_scores(user)]


def pinned(run: Run, score: Score) -> Pinned:
    """A replay by its address."""
    return Pinned(
        run=run.pk,
        run_name=run.name,
        creature=score.creature.name,
        generation=score.generation.number,
        fitness=score.fitness,
    )
