"""Retention: stored replays that nobody wants kept make room, the oldest first, as their owner's quota says.

A creature without a stored replay is simulated again when somebody asks for it, to the same bits, so nothing that is
shown ever dangles. Never collected are the replays of champions, pinned ones, and those of the latest generation of an
unfinished run, whose survivors take them along.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from evoweb.runs.clock import in_future
from evoweb.runs.models import UNFINISHED, Clip, Run, Score
from evoweb.runs.people.quotas import bounds_of, quota_of, stored_bytes

MOST = 10_000  # clips of one round
BATCH = 500  # clips of one transaction
FILLED = 0.9  # share of the bound down to which clips are collected, so that new runs have room


def collect() -> int:
    """The keeper's round: remove clips that are too old, and the oldest of those who store too much; how many went."""
    collected = 0
    for owner in User.objects.filter(runs__isnull=False).distinct().order_by("pk"):
        collected += remove(owner, too_old(owner, MOST - collected))
        collected += remove(owner, too_much(owner, MOST - collected))
    return collected


def spare_clips(owner: User) -> QuerySet[Clip]:
    """The owner's clips that may go, the oldest first."""
    shows = Score.objects.filter(clip=OuterRef("pk"))
    is_kept = Q(rank=1) | Q(pins__isnull=False)
    is_latest = Q(generation__number=F("generation__run__next_generation") - 1)
    is_to_last = is_latest & Q(generation__run__state__in=UNFINISHED)
    clips = Clip.objects.filter(~Exists(shows.filter(is_kept | is_to_last)), generation__run__owner=owner)
    return clips.order_by("generation__recorded", "pk")


def too_old(owner: User, most: int) -> list[int]:
    """The oldest clips that may go and have been kept as long as the quota says."""
    quota = quota_of(owner)
    if quota is None or quota.clip_days is None:
        return []
    old = spare_clips(owner).filter(generation__recorded__lt=in_future(-timedelta(days=quota.clip_days)))
    return list(old.values_list("pk", flat=True)[:most])


def too_much(owner: User, most: int) -> list[int]:
    """The oldest clips without which what the owner stores is within the quota again, as far as clips can do that."""
    bound, stored = bounds_of(owner).stored_bytes, stored_bytes(owner)
    if bound is None or stored <= bound:
        return []
    chosen = []
    for key, size in spare_clips(owner).values_list("pk", "size")[:most]:
        if stored <= FILLED * bound:
            break
        stored -= size
        chosen.append(key)
    return chosen


def remove(owner: User, clips: list[int]) -> int:
    """Delete those of the clips that may go; how many went.

    Their runs are locked, as by whoever records a generation or pins a replay, before it is seen what may go.
    """
    removed = 0
    for start in range(0, len(clips), BATCH):
        batch = clips[start : start + BATCH]
        with transaction.atomic():
            list(Run.objects.select_for_update(no_key=True).filter(recorded__clips__in=batch).order_by("pk"))
            going = list(spare_clips(owner).filter(pk__in=batch).values_list("pk", flat=True))
            Clip.objects.filter(pk__in=going).only("pk").delete()
            removed += len(going)
    return removed
