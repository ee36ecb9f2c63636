"""What was counted of a run's generations, in the shapes of schemas.generations."""

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import F, Func, JSONField, QuerySet, TextField, Value

from evoweb.runs.models import Generation, Run
from evoweb.runs.schemas.generations import UNCOUNTED, EliteMap, GenerationStats

# A map may hold thousands of elites in every generation, and no list shows them.
WITHOUT_ELITES = Func(
    F("statistics"),
    Value(["map", "elites"], output_field=ArrayField(TextField())),
    arg_joiner=" #- ",
    template="%(expressions)s",
    output_field=JSONField(),
)


MOST_SPACED = 1000  # generations of a long history that are shown at once, evenly spaced
MOST_CHANGES = 500  # those in which the champion changed are shown beside them, where there are no more
CHANGES = """
SELECT number FROM (
    SELECT number, champion, lag(champion) OVER (ORDER BY number) AS before
    FROM runs_generation WHERE run_id = %s AND number >= %s AND number < %s
) AS listed WHERE champion IS DISTINCT FROM before LIMIT %s
"""


def generations_after(run: Run, number: int, limit: int) -> list[GenerationStats]:
    """Return the first `limit` recorded generations above `number`, oldest first."""
    return listed(run.recorded.filter(number__gt=number), limit)


def generations_between(run_id: int, first: int, end: int) -> list[GenerationStats]:
    """The recorded generations from `first` on and before `end`, oldest first."""
    return listed(Generation.objects.filter(run=run_id, number__gte=first, number__lt=end))


def generations_numbered(run_id: int, numbers: Sequence[int]) -> list[GenerationStats]:
    """Return the recorded generations of these numbers, oldest first."""
    return listed(Generation.objects.filter(run=run_id, number__in=numbers))


def numbers_shown(run_id: int, first: int, end: int) -> list[int]:
    """Return the numbers, from `first` on and before `end`, of the generations that stand for all of these.

    Where they are many: every 2^k-th, the last, and those with another champion than the one before.
    """
    if end - first <= MOST_SPACED:
        return list(range(first, end))
    step = spacing(end, MOST_SPACED)
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, [run_id, first, end, MOST_CHANGES + 1])
        changes = [number for (number,) in cursor.fetchall()]
    shown = {number for number in range(first, end) if number % step == 0} | {end - 1}
    return sorted(shown | set(changes if len(changes) <= MOST_CHANGES else []))


def spacing(count: int, most: int) -> int:
    """Return the smallest power of two of which at most `most` multiples are below `count`."""
    step = 1
    while (count + step - 1) // step > most:
        step *= 2
    return step


def listed(generations: QuerySet[Generation], limit: int | None = None) -> list[GenerationStats]:
    """Return generations in figures, oldest first."""
    ordered = generations.order_by("number").defer("statistics").annotate(counted=WITHOUT_ELITES)[:limit]
    return [stats_of(found, found.counted) for found in ordered]


def generation_stats(generation: Generation) -> GenerationStats:
    """A generation in figures."""
    return stats_of(generation, generation.statistics)


def stats_of(generation: Generation, statistics: dict[str, Any]) -> GenerationStats:
    return GenerationStats(
        number=generation.number,
        champion=generation.champion or None,
        held_out=generation.held_out,
        recorded=generation.recorded,
        **(UNCOUNTED | statistics),
    )


def elite_map(generation: Generation) -> EliteMap:
    """The generation's map with its elites.

    Raises:
        Generation.DoesNotExist: its run keeps none.
    """
    found = (UNCOUNTED | generation.statistics)["map"]
    if found is None:
        raise Generation.DoesNotExist("This run keeps no map of elites")
    return EliteMap(**found)
