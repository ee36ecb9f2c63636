"""Runs side by side: their figures, the settings in which they differ, and their curves, in a few bounded queries."""

import statistics
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.db.models import F

from evoweb.runs.models import Founders, Generation, Run
from evoweb.runs.models.run import deviation_of
from evoweb.runs.reading.selectors import champion_measured, visible_runs
from evoweb.runs.schemas.comparison import ComparedRun, Comparison, Curve, HeldOutScores
from evoweb.runs.schemas.runs import StateName
from simulation.champions import layouts_met
from simulation.config import RunConfig

MOST_POINTS = 20_000  # of all curves together
MOST_OF_A_CURVE, FEWEST_OF_A_CURVE = 200, 16

DEFAULTS = {name: field.default for name, field in RunConfig.model_fields.items() if name != "seed"}
NEWBORNS = "newborns"

CURVES = """
SELECT run_id, generation.number, evaluations_so_far, elapsed_so_far_s::float4,
    (statistics->>'best')::float4, (statistics->>'mean')::float4, (statistics->>'median')::float4,
    (statistics->>'held_out_mean')::float4
FROM unnest(%s::bigint[], %s::int[]) AS wanted(run, number)
JOIN runs_generation AS generation ON run_id = wanted.run AND generation.number = wanted.number
ORDER BY run_id, generation.number
"""  # float4: seven digits are enough for a picture, and half as long on the wire


def compared(user: User | AnonymousUser, ids: Sequence[int]) -> Comparison:
    """The runs of these numbers that the user may see, in this order: four queries, however many they are."""
    found = visible_runs(user).select_related("owner").in_bulk(list(ids))
    runs = [found[number] for number in ids if number in found]
    settings = settings_of(runs)
    same = same_in_all(list(settings.values()))
    held_out, curves = held_out_of(runs), curves_of(runs)
    return Comparison(
        runs=[
            compared_run(
                run,
                {name: value for name, value in settings[run.pk].items() if name not in same},
                held_out.get(run.pk),
                curves[run.pk],
            )
            for run in runs
        ],
        same=same,
        left_out=[number for number in ids if number not in found],
    )


def compared_run(run: Run, settings: dict[str, Any], held_out: list[float] | None, curve: Curve) -> ComparedRun:
    """A run in figures, with the settings that set it apart."""
    return ComparedRun(
        id=run.pk,
        name=run.name,
        owner=run.owner.get_username(),
        state=cast("StateName", run.state),
        tags=run.tags,
        preset=run.preset or None,
        layouts=layouts_met(run.config),
        seed=run.seed,
        created=run.created,
        generation=run.next_generation - 1 if run.next_generation else None,
        best=run.best,
        held_out=held_out_scores(held_out) if held_out else None,
        measured=champion_measured(run),
        champion=run.champion or None,
        champion_generation=run.champion_generation,
        evaluations=run.evaluations,
        elapsed_s=run.elapsed_s,
        creature_steps_per_s=run.speed,
        settings=settings,
        curve=curve,
    )


def held_out_scores(scores: list[float]) -> HeldOutScores:
    """The champion's scores in a few numbers."""
    return HeldOutScores(
        mean=statistics.fmean(scores),
        median=statistics.median(scores),
        deviation=deviation_of(scores) or 0.0,
        layouts=len(scores),
    )


# --- Settings


def settings_of(runs: Iterable[Run]) -> dict[int, dict[str, Any]]:
    """By run: every setting in force but the seed, whom it starts from, and the engine that computes it."""
    there = {run.pk: run for run in runs}
    founders = dict(Founders.objects.filter(run__in=there).values_list("run_id", "sha256"))
    return {
        key: DEFAULTS
        | {name: value for name, value in run.config.items() if name in DEFAULTS}
        | {name: value for name, value in (("backend", run.backend), ("device", run.device)) if value}
        | {
            "starts_from": f"given creatures {founders[key][:8]}" if key in founders else NEWBORNS,
            "engine_version": run.engine_version,
        }
        for key, run in there.items()
    }


def same_in_all(settings: list[dict[str, Any]]) -> dict[str, Any]:
    """The settings that have one value alone."""
    if not settings:
        return {}
    return {name: value for name, value in settings[0].items() if all(one[name] == value for one in settings)}


# --- Scores


def held_out_of(runs: Iterable[Run]) -> dict[int, list[float]]:
    """By run: its champion's score in each of the layouts that selection never sees."""
    scored = Generation.objects.filter(run__in=[run.pk for run in runs], number=F("run__champion_generation"))
    return dict(scored.values_list("run_id", "held_out"))


def curves_of(runs: Sequence[Run]) -> dict[int, Curve]:
    """By run: its curve in as many points as leaves room for all."""
    each = max(FEWEST_OF_A_CURVE, min(MOST_OF_A_CURVE, MOST_POINTS // max(len(runs), 1)))
    wanted = [(run.pk, number) for run in runs for number in thinned(run.next_generation, each)]
    points: dict[int, list[tuple[Any, ...]]] = {run.pk: [] for run in runs}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(CURVES, [list(column) for column in zip(*wanted, strict=True)])
            for run, *point in cursor.fetchall():
                points[run].append(tuple(point))
    return {run: curve_of(found) for run, found in points.items()}


def curve_of(points: list[tuple[Any, ...]]) -> Curve:
    """Points in the order of their numbers, each with what CURVES selects, as a column for each figure."""
    names = list(Curve.model_fields)
    columns = [list(column) for column in zip(*points, strict=True)] or [[] for _ in names]
    return Curve.model_validate(dict(zip(names, columns, strict=True)))


def thinned(count: int, most: int) -> list[int]:
    """At most so many of the numbers below `count`, evenly spread from 0 on; the last is always among them."""
    if count <= most:
        return list(range(count))
    return [round(place * (count - 1) / (most - 1)) for place in range(most)]
