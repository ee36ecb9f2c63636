"""What a user may use of this installation: bounds, use, and what happens when something is used up.

A user's own Quota row counts; else the row without a user; else the settings. Nothing is queued once one is reached.
A run may take many days: when its owner's creature-steps of a day (UTC) are used up it rests, at the latest one slice
later, and the keeper queues it again on the next day. So it does when its owner stores too much, until there is room.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import BigIntegerField, F, Func, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from evoweb.runs.costs import BIRTH_BYTES, GENERATION_BYTES, SCORE_BYTES
from evoweb.runs.errors import Refused
from evoweb.runs.models import UNFINISHED, Checkpoint, Clip, DailyUse, Founders, Quota, Run, State
from evoweb.runs.queue.resting import wake
from simulation.setting import spaced

DAY_USED_UP = "Its owner's creature-steps of today are used up. It goes on by itself after midnight UTC"
STORAGE_USED_UP = "Its owner's runs store as much as is allowed. It goes on by itself when there is room: delete a run"


class Use(NamedTuple):
    """What a user uses now."""

    unfinished_runs: int
    creature_steps_a_day: int
    stored_bytes: int


class Bounds(NamedTuple):
    """What a user may use; None where there is no bound."""

    unfinished_runs: int | None
    creature_steps_a_day: int | None
    stored_bytes: int | None


def quota_of(user: User) -> Quota | None:
    """The row that holds for the user: their own, else that of everybody who has none."""
    return Quota.objects.filter(Q(user=user) | Q(user=None)).order_by(F("user").asc(nulls_last=True)).first()


def bounds_of(user: User) -> Bounds:
    """What the user may use."""
    found = quota_of(user)
    if found is None:
        return Bounds(settings.MAX_UNFINISHED_RUNS, settings.MAX_CREATURE_STEPS_A_DAY, settings.MAX_STORED_BYTES)
    return Bounds(*(getattr(found, name) for name in Bounds._fields))


def use_of(user: User) -> Use:
    """What the user uses."""
    return Use(
        Run.objects.filter(owner=user, state__in=UNFINISHED).count(), creature_steps_today(user), stored_bytes(user)
    )


def creature_steps_today(user: User) -> int:
    """What the user's runs have computed since midnight UTC."""
    today = DailyUse.objects.filter(user=user, day=timezone.now().date())
    return sum(today.values_list("creature_steps", flat=True))


def stored_bytes(user: User) -> int:
    """Bytes that the user's runs store: replays, checkpoints and founders as they are, table rows by their number."""
    runs = Run.objects.filter(owner=user)
    population = Cast(KT("config__population"), BigIntegerField())
    rows = F("next_generation") * (GENERATION_BYTES + SCORE_BYTES * population) + F("births") * BIRTH_BYTES
    length = Func("content", function="octet_length", output_field=BigIntegerField())
    return int(
        runs.aggregate(bytes=Sum(rows, default=0))["bytes"]
        + Clip.objects.filter(generation__run__in=runs).aggregate(bytes=Sum("size", default=0))["bytes"]
        + Checkpoint.objects.filter(generation__run__in=runs).aggregate(bytes=Sum(length, default=0))["bytes"]
        + Founders.objects.filter(run__in=runs).aggregate(bytes=Sum(length, default=0))["bytes"]
    )


def check_quota(user: User, another_run: bool = True) -> None:
    """See that one more of the user's runs may be queued; call it inside the transaction that queues it.

    Args:
        another_run: whether it would be one more unfinished run; one that is paused counts already.
    Raises:
        Refused: a bound is reached; it says which, and how much is used.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two launches at once count one after the other
    bounds = bounds_of(user)
    if another_run and bounds.unfinished_runs is not None:
        unfinished = Run.objects.filter(owner=user, state__in=UNFINISHED).count()
        if unfinished >= bounds.unfinished_runs:
            raise Refused(
                f"You have {unfinished} unfinished runs, and {bounds.unfinished_runs} are allowed: "
                "cancel one, or wait for one to finish."
            )
    if day_is_used_up(user, bounds):
        raise Refused(
            f"Your runs have computed {spaced(creature_steps_today(user))} creature-steps today, and "
            f"{spaced(bounds.creature_steps_a_day)} a day are allowed: try again after midnight UTC."
        )
    if storage_is_used_up(user, bounds):
        raise Refused(
            f"Your runs store {spaced(stored_bytes(user))} bytes, and {spaced(bounds.stored_bytes)} are allowed: "
            "delete a run, or let runs keep fewer replays."
        )


def day_is_used_up(user: User, bounds: Bounds | None = None) -> bool:
    """Whether the user's runs have computed today what they may."""
    most = (bounds or bounds_of(user)).creature_steps_a_day
    return most is not None and creature_steps_today(user) >= most


def storage_is_used_up(user: User, bounds: Bounds | None = None) -> bool:
    """Whether the user's runs store as much as they may."""
    most = (bounds or bounds_of(user)).stored_bytes
    return most is not None and stored_bytes(user) >= most


RESTS: dict[str, Callable[[User], bool]] = {DAY_USED_UP: day_is_used_up, STORAGE_USED_UP: storage_is_used_up}


def why_rest(user: User) -> str:
    """Why the user's runs must rest; empty where they need not."""
    return next((reason for reason, is_used_up in RESTS.items() if is_used_up(user)), "")


def note_use(user_id: int, creature_steps: int) -> None:
    """Add to what the user's runs have computed today; last in a transaction, for it locks the user's day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO runs_dailyuse AS use (user_id, day, creature_steps) VALUES (%s, %s, %s) "
            "ON CONFLICT (user_id, day) DO UPDATE SET creature_steps = use.creature_steps + EXCLUDED.creature_steps",
            [user_id, timezone.now().date(), creature_steps],
        )


def wake_rested() -> int:
    """Queue the runs again whose owners have a new day before them, or room; how many."""
    rested = Run.objects.filter(state=State.PAUSED, reason__in=RESTS).select_related("owner")
    return sum(wake(run, run.reason) for run in rested if not why_rest(run.owner))
