"""The hall of fame: the best creatures over all runs that a person may see, and creatures by their addresses."""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from statistics import fmean

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import CharField, Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from evoweb.runs.models import Creature, Pin, Run, Score
from evoweb.runs.models.run import deviation_of
from evoweb.runs.reading.creatures import parts_of
from evoweb.runs.reading.selectors import visible_runs
from evoweb.runs.schemas.founders import CreatureAt, HallEntry, HallFilters, HallPage, HallQuery, TaskCount

MOST_CHOICES = 200  # of owners, tags and presets to narrow the hall to


class Part(Func):
    """One part of a text that is split at a dash, as creatures' names are."""

    function = "split_part"
    output_field = CharField()


class Each(Func):
    """Every item of an array, one a row."""

    function = "unnest"
    set_returning = True
    output_field = CharField()


def champions(user: User | AnonymousUser) -> QuerySet[Run]:
    """The runs whose champions stand in the hall: one champion a run, and each creature once.

    A champion that its run was given and did not breed stands where it was bred.
    """
    born, index = (Cast(Part(OuterRef("champion"), Value("-"), Value(part)), IntegerField()) for part in (1, 2))
    given = Creature.objects.filter(run=OuterRef("pk"), born=born, index=index, operator=Creature.Operator.IMPORT)
    return visible_runs(user).filter(champion_generation__isnull=False).exclude(Exists(given))


def hall_page(user: User | AnonymousUser, query: HallQuery) -> HallPage:
    """The champions that the query asks for, the best by held-out mean first."""
    runs = narrowed(champions(user), query)
    counted = runs.values("config__task").annotate(count=Count("pk")).order_by("-count", "config__task")
    tasks = [TaskCount(task=row["config__task"], count=row["count"]) for row in counted]
    task = query.task or (tasks[0].task if tasks else "")
    best = runs.filter(config__task=task).select_related("owner")
    best = best.order_by(F("held_out_mean").desc(nulls_last=True), "pk")[query.offset : query.offset + query.limit]
    return HallPage(
        task=task,
        count=next((one.count for one in tasks if one.task == task), 0),
        tasks=tasks,
        items=champion_entries(list(best)),
    )


def narrowed(runs: QuerySet[Run], query: HallQuery) -> QuerySet[Run]:
    """The runs that pass the query's filters, but for its task."""
    if query.brain:
        runs = runs.filter(config__brain=query.brain)
    if query.owner:
        runs = runs.filter(owner__username=query.owner)
    if query.preset:
        runs = runs.filter(preset=query.preset)
    if query.tag:
        runs = runs.filter(tags__contains=[query.tag])
    if query.search:
        runs = runs.filter(Q(name__icontains=query.search) | Q(owner__username__icontains=query.search))
    return runs


def hall_filters(user: User | AnonymousUser) -> HallFilters:
    """What the champions that this person may see can be narrowed to."""
    runs = visible_runs(user).filter(champion_generation__isnull=False).order_by()

    def some(expression: str | Func) -> list[str]:
        values = runs.annotate(choice=F(expression) if isinstance(expression, str) else expression)
        return [value for value in values.values_list("choice", flat=True).distinct()[:MOST_CHOICES] if value]

    return HallFilters(
        brains=sorted(some("config__brain")),
        owners=sorted(some("owner__username")),
        presets=sorted(some("preset")),
        tags=sorted(some(Each(F("tags")))),
    )


def champion_entries(runs: Sequence[Run]) -> list[HallEntry]:
    """Cards of the champions of these runs."""
    bodies = bodies_of((run.pk, run.champion) for run in runs)
    return [
        HallEntry(
            run=run.pk,
            creature=run.champion,
            generation=run.champion_generation,
            run_name=run.name,
            owner=run.owner.get_username(),
            task=run.config["task"],
            world=run.config["world"],
            brain=run.config["brain"],
            fitness=run.best,
            held_out_mean=run.held_out_mean,
            held_out_deviation=run.held_out_deviation,
            repeats=(run.champion_measured() or {}).get("repeats"),
            nodes=bodies[run.pk, run.champion].nodes,
            muscles=bodies[run.pk, run.champion].muscles,
        )
        for run in runs
        if run.champion_generation is not None and run.best is not None and (run.pk, run.champion) in bodies
    ]


def bodies_of(names: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Creature]:
    """Creatures by run and name."""
    parts = [(run, parts_of(name)) for run, name in names]
    wanted = [Q(run=run, born=name[0], index=name[1]) for run, name in parts if name]
    found = Creature.objects.filter(reduce(or_, wanted)) if wanted else Creature.objects.none()
    return {(creature.run_id, creature.name): creature for creature in found}


def pinned_entries(user: User) -> list[HallEntry]:
    """Cards of what a person has pinned."""
    return [score_entry(score) for score in pinned_scores(user)]


def pinned_scores(user: User) -> list[Score]:
    """What a person has pinned, the newest first; what is of runs that became private to others waits unseen."""
    pins = Pin.objects.filter(user=user, score__generation__run__in=visible_runs(user)).order_by("-created", "-pk")
    return [pin.score for pin in pins.select_related("score__creature", "score__generation__run__owner")]


def entries_at(user: User | AnonymousUser, wanted: Sequence[CreatureAt]) -> list[HallEntry]:
    """Cards of creatures by their addresses, in that order, without those that are not there or not to be seen."""
    return [score_entry(score) for score in scores_at(user, wanted) if score]


def scores_at(user: User | AnonymousUser, wanted: Sequence[CreatureAt]) -> list[Score | None]:
    """Scores of creatures by their addresses, in that order; None for one that is not there or not to be seen."""
    parts = [(at, parts_of(at.creature)) for at in wanted]
    asked = [
        Q(generation__run=at.run, generation__number=at.generation, creature__born=name[0], creature__index=name[1])
        for at, name in parts
        if name
    ]
    if not asked:
        return [None] * len(wanted)
    scores = Score.objects.filter(reduce(or_, asked), generation__run__in=visible_runs(user))
    found = {
        (score.generation.run_id, score.creature.name, score.generation.number): score
        for score in scores.select_related("creature", "generation__run__owner")
    }
    return [found.get((at.run, at.creature, at.generation)) for at in wanted]


def score_entry(score: Score) -> HallEntry:
    """The card of a creature as it stood in a generation."""
    creature, generation = score.creature, score.generation
    run, is_champion = generation.run, generation.champion == creature.name
    measured = run.champion_measured() if run.champion == creature.name else None
    return HallEntry(
        run=run.pk,
        creature=creature.name,
        generation=generation.number,
        run_name=run.name,
        owner=run.owner.get_username(),
        task=run.config["task"],
        world=run.config["world"],
        brain=run.config["brain"],
        fitness=score.fitness,
        held_out_mean=fmean(generation.held_out) if is_champion else None,
        held_out_deviation=deviation_of(generation.held_out) if is_champion else None,
        repeats=(measured or {}).get("repeats"),
        nodes=creature.nodes,
        muscles=creature.muscles,
    )
