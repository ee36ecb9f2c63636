"""A creature's ancestry, thinned to what a person can look at."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from django.contrib.auth.models import AnonymousUser, User

from evoweb.runs.models import Creature, Run, Score
from evoweb.runs.reading.kinship import Birth, ancestors, creature_named, facts
from evoweb.runs.reading.selectors import visible_runs
from evoweb.runs.schemas.lineage import MOST_SHOWN, Ancestry, AncestryQuery, FounderOrigin

LOOKED_AT = 20_000  # nearest ancestors, among whom those shown are chosen


def ancestry(run: Run, query: AncestryQuery, user: User | AnonymousUser) -> Ancestry:
    """Where a creature comes from, back to generation 0 or as far as bounds allow.

    Raises:
        Creature.DoesNotExist: no such creature, or no champion yet.
    """
    name = query.creature or run.champion
    if not name:
        raise Creature.DoesNotExist("There is no champion yet")
    subject = creature_named(run, name)
    looked_at = ancestors(run, [subject.pk], LOOKED_AT, first_parents=False)
    known = looked_at
    if len(looked_at) == LOOKED_AT:  # the line of first parents is never cut short by its neighbours
        known = ancestors(run, [subject.pk], MOST_SHOWN, first_parents=True) | looked_at
    line = list(first_line(known, name))
    shares = thinned(known, line, query.width)
    shown = list(shares)
    places = {creature: place for place, creature in enumerate(shown)}
    parents = [[places[parent] for parent in known[creature].parents if parent in places] for creature in shown]
    told = facts(run, (known[creature].key for creature in shown))
    of = [told[known[creature].key] for creature in shown]
    return Ancestry(
        creatures=shown,
        born=[known[creature].born for creature in shown],
        operators=[fact.operator for fact in of],
        fitness=[fact.fitness for fact in of],
        nodes=[fact.nodes for fact in of],
        muscles=[fact.muscles for fact in of],
        parents=parents,
        shares=list(shares.values()),
        hidden=[len(known[creature].parents) - len(some) for creature, some in zip(shown, parents, strict=True)],
        line=[places[creature] for creature in line if creature in places],
        looked_at=len(known),
        is_cut=len(line) > MOST_SHOWN or any(parent not in known for each in shown for parent in known[each].parents),
        founders=list(origins(run, shown, user)),
    )


def first_line(known: dict[str, Birth], name: str) -> Iterator[str]:
    """The names of a creature, its first parent, that one's first parent…"""
    while name in known:
        yield name
        if not known[name].parents:
            return
        name = known[name].parents[0]


def thinned(known: dict[str, Birth], line: list[str], width: int) -> dict[str, float]:
    """Those of a creature's ancestors that are shown, itself first, and the share by which it descends from each.

    In each generation those with the largest shares stay, and whoever is on the line. Whoever stays is the parent of
    somebody who does: so no line is broken.
    """
    shares, on_line, kept = defaultdict(float, {line[0]: 1.0}), set(line), dict[str, float]()
    brood = sorted(known.values(), key=attrgetter("brood"), reverse=True)
    width = max(1, min(width, MOST_SHOWN // len({birth.brood for birth in brood})))
    for _, births in groupby(brood, key=attrgetter("brood")):
        candidates = [birth for birth in births if birth.name in shares]
        candidates.sort(key=lambda birth: (birth.name not in on_line, -shares[birth.name], birth.index))
        for birth in candidates[: min(width, MOST_SHOWN - len(kept))]:
            kept[birth.name] = share = shares[birth.name]
            for parent in birth.parents:
                shares[parent] += share / len(birth.parents)
    return kept


def origins(run: Run, shown: list[str], user: User | AnonymousUser) -> Iterator[FounderOrigin]:
    """Who the founders among those shown were in the run that this one was forked from, if the user may see that."""
    parent = visible_runs(user).filter(pk=run.parent_id).first() if run.parent_id else None
    if parent is None or run.forked_at is None:
        return
    places = {int(name.partition("-")[2]): place for place, name in enumerate(shown) if name.startswith("0-")}
    imported = run.creatures.filter(born=0, index__in=places, operator=Creature.Operator.IMPORT)
    ranks = {index + 1: places[index] for index in imported.values_list("index", flat=True)}  # the best come first
    scores = Score.objects.filter(generation__run=parent, generation__number=run.forked_at, rank__in=ranks)
    for score in scores.select_related("creature").order_by("rank"):
        yield FounderOrigin(
            place=ranks[score.rank],
            run=parent.pk,
            run_name=parent.name,
            creature=score.creature.name,
            generation=run.forked_at,
        )
