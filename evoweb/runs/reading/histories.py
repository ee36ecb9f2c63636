"""What was counted of a run's generations, in the shapes of schemas.generations."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
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


def generations_after(run: Run, number: int = -1) -> list[GenerationStats]:
    """All recorded generations above `number`, oldest first."""
    return listed(run.recorded.filter(number__gt=number))


def generations_between(run_id: int, first: int, end: int) -> list[GenerationStats]:
    """The recorded generations from `first` on and before `end`, oldest first."""
    return listed(Generation.objects.filter(run=run_id, number__gte=first, number__lt=end))


def listed(generations: QuerySet[Generation]) -> list[GenerationStats]:
    """Generations in figures, oldest first."""
    ordered = generations.order_by("number").defer("statistics").annotate(counted=WITHOUT_ELITES)
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
