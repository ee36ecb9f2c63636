"""Families by hand, and large ones by chance, written into the database without being computed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from psycopg.types.json import Jsonb

from evoweb.runs.models import Creature, Generation, Run, Score
from tests.web.factories import tiny_run

STATISTICS: dict[str, Any] = {"species": [], "map": None}

# Each creature has a first parent among the better half of the generation before, half of them a second one as well;
# the better half of every generation survives once.
BORN = """
INSERT INTO runs_creature (run_id, born, index, parents, operator, nodes, muscles)
SELECT %(run)s, born, index,
       CASE WHEN born = 0 THEN '{{}}'::varchar[]
            WHEN index %% 2 = 0 THEN ARRAY[(born - 1) || '-' || floor(random() ^ 2 * %(births)s / 2)]
            ELSE ARRAY[(born - 1) || '-' || floor(random() ^ 2 * %(births)s / 2),
                       greatest(born - 2, 0) || '-' || floor(random() * %(births)s / 2)] END,
       CASE WHEN born = 0 THEN 'random' WHEN index %% 2 = 0 THEN 'mutation' ELSE 'crossover' END, 5, 8
FROM generate_series(0, %(generations)s - 1) AS born, generate_series(0, %(births)s - 1) AS index
""".replace("{{}}", "{}")
SCORED = """
INSERT INTO runs_score (generation_id, creature_id, row, rank, fitness, parts, targets_reached, disqualified,
                        survives, reused, streak)
SELECT generation.id, creature.id, place - 1, place, creature.born + 1.0 / place, '{}', 0, '', false, false,
       generation.number - creature.born
FROM runs_generation AS generation
CROSS JOIN LATERAL (
    SELECT id, born, row_number() OVER (ORDER BY born DESC, index) AS place FROM runs_creature
    WHERE run_id = %(run)s
      AND (born = generation.number OR born = generation.number - 1 AND index < %(births)s / 2)
) AS creature
WHERE generation.run_id = %(run)s
"""


def family(
    births: Mapping[str, Sequence[str]],
    lived: Mapping[str, int] | None = None,
    owner: User | None = None,
    **operators: str,
) -> Run:
    """A run of these creatures.

    Args:
        births: parents by name.
        lived: the last generation of those who survived.
        operators: how those came to be of whom it is not plain, by name with `_` for the dash.
    """
    run = tiny_run(owner)
    last = max(int(name.split("-")[0]) for name in births)
    recorded = [generation_of(run, number) for number in range(last + 1)]
    for name, parents in births.items():
        born, index = (int(part) for part in name.split("-"))
        operator = ("random", "mutation", "crossover")[len(parents)]
        creature = Creature.objects.create(
            run=run, born=born, index=index, parents=list(parents), nodes=4, muscles=5,
            operator=operators.get(f"c{name.replace('-', '_')}", operator),
        )  # fmt: skip
        for generation in recorded[born : (lived or {}).get(name, born) + 1]:
            score(creature, generation)
    Run.objects.filter(pk=run.pk).update(next_generation=last + 1, champion=f"{last}-0", champion_generation=last)
    run.refresh_from_db()
    return run


def generation_of(run: Run, number: int) -> Generation:
    return Generation.objects.create(
        run=run, number=number, champion=f"{number}-0", held_out=[1.0], statistics=STATISTICS
    )


def score(creature: Creature, generation: Generation) -> Score:
    """The next worse score of the generation: 10 for the age at birth, and less for later ones."""
    rank = generation.scores.count() + 1
    return Score.objects.create(
        generation=generation, creature=creature, row=rank - 1, rank=rank, fitness=10 * creature.born - rank,
        parts={}, targets_reached=0, disqualified="", survives=False, reused=False, streak=0,
    )  # fmt: skip


def crowd(generations: int, births: int, owner: User | None = None) -> Run:
    """A run in which so many creatures were born in each of so many generations, with parents by chance."""
    run = tiny_run(owner)
    size = {"run": run.pk, "generations": generations, "births": births}
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        cursor.execute(
            "INSERT INTO runs_generation (run_id, number, champion, held_out, statistics)"
            " SELECT %(run)s, number, number || '-0', '{1}', %(statistics)s"
            " FROM generate_series(0, %(generations)s - 1) AS number",
            size | {"statistics": Jsonb(STATISTICS)},
        )
        cursor.execute(BORN, size)
        cursor.execute(SCORED, size)
        cursor.execute("ANALYZE runs_creature, runs_score, runs_generation")
    last = generations - 1
    Run.objects.filter(pk=run.pk).update(
        next_generation=generations, champion=f"{last}-0", champion_generation=last, best=1.0, held_out_mean=1.0
    )
    run.refresh_from_db()
    return run
