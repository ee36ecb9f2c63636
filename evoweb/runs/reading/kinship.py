"""Who descends from whom, as the database knows it: walks along parents that cost no more than they are allowed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import F

from evoweb.runs.models import Creature, Run, Score

# A recursive query hands out rows as it finds them, nearest steps first, and stops when it has handed out enough: so
# `most` bounds the work, however long the run is. Each step is a look into the index of names; the OFFSET keeps the
# planner from reading the whole table instead.
WALK = """
WITH RECURSIVE walk(id, born, index, parents) AS (
    SELECT id, born, index, parents FROM runs_creature WHERE run_id = %(run)s AND id = ANY(%(seeds)s)
  UNION
    SELECT found.id, found.born, found.index, found.parents
    FROM walk
    CROSS JOIN LATERAL unnest(walk.parents{some}) AS parent(name)
    CROSS JOIN LATERAL (
        SELECT * FROM runs_creature
        WHERE run_id = %(run)s
          AND born = split_part(parent.name, '-', 1)::int
          AND index = split_part(parent.name, '-', 2)::int
        OFFSET 0
    ) AS found
)
SELECT id, born, index, parents FROM walk LIMIT %(most)s
"""


@dataclass(frozen=True)
class Birth:
    """A creature's name in parts, and its parents' names, the fitter first."""

    key: int
    born: int
    index: int
    parents: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.born}-{self.index}"

    @property
    def brood(self) -> tuple[int, bool]:
        """Children have a higher one than their parents; generation 0 of a fork has founders, and their children."""
        return self.born, bool(self.parents)


class Fact(NamedTuple):
    """What is told of a creature besides its parents."""

    operator: str
    fitness: float  # in the generation of birth
    nodes: int
    muscles: int


def ancestors(run: Run, seeds: Iterable[int], most: int, first_parents: bool) -> dict[str, Birth]:
    """Creatures and their ancestors by name, the nearest first; fewer than `most` are all there are.

    Args:
        seeds: keys of creatures.
        first_parents: go along these alone.
    """
    query = WALK.format(some="[1:1]" if first_parents else "")
    with connection.cursor() as cursor:
        cursor.execute(query, {"run": run.pk, "seeds": list(seeds), "most": most})
        births = (Birth(key, born, index, tuple(parents)) for key, born, index, parents in cursor)
        return {birth.name: birth for birth in births}


def facts(run: Run, keys: Iterable[int]) -> dict[int, Fact]:
    """By key of the creature."""
    scores = Score.objects.filter(
        creature__in=list(keys), generation__run=run, generation__number=F("creature__born")
    ).values_list("creature_id", "creature__operator", "fitness", "creature__nodes", "creature__muscles")
    return {key: Fact(operator, fitness, nodes, muscles) for key, operator, fitness, nodes, muscles in scores}


def creature_named(run: Run, name: str) -> Creature:
    """Raises Creature.DoesNotExist; the name is of the form of names."""
    born, _, index = name.partition("-")
    return Creature.objects.get(run=run, born=int(born), index=int(index))
