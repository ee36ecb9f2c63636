"""Writing a generation down: one transaction, guarded by the lease, in bulk by COPY."""

from collections.abc import Iterable, Sequence
from copy import copy as copy_of
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.functions import Now
from psycopg.types.json import Jsonb

from evoweb.runs.events import announce
from evoweb.runs.models import Checkpoint, Clip, Creature, Generation, Run, Score, State
from evoweb.runs.models.run import deviation_of, spark_after
from evoweb.runs.outbox import tell_end
from evoweb.runs.people.quotas import note_use
from evoweb.runs.queue.leases import LeaseLost, held, lease_transaction
from evoweb.runs.reading.stored import sha256_of
from evoweb.runs.worker.measuring import measured_after
from simulation.backends import backend_of, device_of
from simulation.champions import standing_in
from simulation.checkpoint import decode
from simulation.episode import REASONS
from simulation.generation import Generation as Evolved
from simulation.population import NO_PARENT, OPERATORS, STRIDE, name_of
from simulation.stopping import Stop, stop_after

# fmt: off
SCORE_COLUMNS = (
    "generation_id", "creature_id", "clip_id", "row", "rank", "fitness", "parts",
    "targets_reached", "disqualified", "survives", "reused", "streak",
)
# fmt: on


def record_generation(run: Run, evolved: Evolved) -> None:
    """Store a generation of the run, whose progress fields follow, here and in the database.

    Raises:
        LeaseLost: the run is no longer this worker's, or has this generation already; nothing was written.
        CheckpointError: evolution could not continue from this generation; nothing was written.
    """
    checkpoint, clips = evolved.checkpoint, evolved.clips  # encoded now, before the run's row is locked
    decode(checkpoint, run.run_config())  # nothing is stored from which the run could not go on
    progress, stop = progress_after(run, evolved)
    with lease_transaction():
        advance(run, evolved, progress, stop)
        generation = Generation.objects.create(
            run=run,
            number=evolved.number,
            champion=champion_name(evolved),
            held_out=evolved.held_out,
            statistics=evolved.statistics,
            evaluations_so_far=run.evaluations,
            elapsed_so_far_s=run.elapsed_s,
        )
        copy_bytes(Checkpoint, ("generation_id",), [(generation.pk, checkpoint)])
        survivors = dict(survivors_of(run, evolved.number - 1))
        creatures = record_births(run, evolved, survivors)
        clip_keys = record_clips(generation, clips, creatures)
        record_scores(generation, evolved, creatures, clip_keys, survivors)
        announce(run)
        note_use(run.owner_id, evolved.statistics["creature_steps"])


def advance(run: Run, evolved: Evolved, progress: dict[str, Any], stop: Stop | None) -> None:
    """Move the run's progress on by one generation, if the lease still holds and this is the next one.

    Where that is the last, or a rule ends the run after it, the run is done.
    """
    if held(run).filter(next_generation=evolved.number).update(**progress) == 0:
        raise LeaseLost(f"Generation {evolved.number} of run {run.pk} is no longer this worker's to write")
    for field, value in progress.items():
        setattr(run, field, value)
    if stop or evolved.number == run.config["generations"]:
        reason = stop.reason if stop else ""
        held(run).update(state=State.DONE, reason=reason, finished=Now(), lease_until=None, rung=None)
        tell_end(run.pk)


def progress_after(run: Run, evolved: Evolved) -> tuple[dict[str, Any], Stop | None]:
    """The run's progress fields with one more generation, and why it ends then, if a rule says so."""
    progress = counted(run, evolved)
    then = copy_of(run)
    for field, value in progress.items():
        setattr(then, field, value)
    stop = stop_after(then.run_config(), then.progress())
    ends = stop is not None or evolved.number == run.config["generations"]
    return progress | {"measured": measured_after(then, evolved, ends=ends)}, stop


def counted(run: Run, evolved: Evolved) -> dict[str, Any]:
    """What a generation adds to the run's figures."""
    statistics, config = evolved.statistics, run.run_config()
    progress: dict[str, Any] = {
        "next_generation": evolved.number + 1,
        "attempts": 0,
        "evaluations": run.evaluations + statistics["evaluations"],
        "births": run.births + int((evolved.id >= evolved.number * STRIDE).sum()),
        "reused": run.reused + statistics["reused"],
        "elapsed_s": run.elapsed_s + statistics["wall_s"],
        "speed": statistics["creature_steps"] / statistics["wall_s"],
        "backend": backend_of(config),
        "device": device_of(config),
        "spark": spark_after(run.spark, evolved.number, statistics),
        "without_anybody": run.without_anybody + 1 if evolved.champion is None else 0,
    }
    reached = standing_in(run.config, statistics["best"], statistics["held_out_mean"])
    if reached > run.progress().standing:
        progress |= {
            "best": statistics["best"],
            "held_out_mean": statistics["held_out_mean"],
            "held_out_deviation": deviation_of(evolved.held_out),
            "champion": champion_name(evolved),
            "champion_generation": evolved.number,
        }
    return progress


def champion_name(evolved: Evolved) -> str:
    """Return the name of a generation's champion; empty where nobody was in play."""
    return "" if evolved.champion is None else name_of(int(evolved.id[evolved.champion]))


def survivors_of(run: Run, number: int) -> Iterable[tuple[int, tuple[int, int | None]]]:
    """(engine id, (creature key, clip key)) of those who passed unchanged out of a generation."""
    scores = Score.objects.filter(generation__run=run, generation__number=number, survives=True)
    for born, index, creature, clip in scores.values_list(
        "creature__born", "creature__index", "creature_id", "clip_id"
    ):
        yield born * STRIDE + index, (creature, clip)


def record_births(run: Run, evolved: Evolved, survivors: dict[int, tuple[int, int | None]]) -> list[int]:
    """Store creatures that are new in this generation; the keys of all of its creatures, by row."""
    ids = evolved.id.tolist()
    newborn = [row for row, creature_id in enumerate(ids) if creature_id not in survivors]
    keys = dict(zip(newborn, new_keys(Creature, len(newborn)), strict=True))
    copy(
        Creature,
        ("id", "run_id", "born", "index", "parents", "operator", "nodes", "muscles"),
        (
            (
                key,
                run.pk,
                *divmod(ids[row], STRIDE),
                [name_of(parent) for parent in evolved.parents[row].tolist() if parent != NO_PARENT],
                OPERATORS[evolved.operator[row]],
                int(evolved.nodes[row]),
                int(evolved.muscles[row]),
            )
            for row, key in keys.items()
        ),
    )
    return [keys[row] if row in keys else survivors[creature_id][0] for row, creature_id in enumerate(ids)]


def record_clips(generation: Generation, clips: dict[int, bytes], creatures: Sequence[int]) -> dict[int, int]:
    """Store the generation's replays, given by row; their keys by row."""
    keys = dict(zip(clips, new_keys(Clip, len(clips)), strict=True))
    copy_bytes(
        Clip,
        ("id", "creature_id", "generation_id", "size"),
        [(key, creatures[row], generation.pk, len(clips[row]), clips[row]) for row, key in keys.items()],
    )
    return keys


def record_scores(
    generation: Generation,
    evolved: Evolved,
    creatures: Sequence[int],
    clips: dict[int, int],
    survivors: dict[int, tuple[int, int | None]],
) -> None:
    """Store what every creature reached; a score taken over keeps its earlier replay."""
    parts = {name: values.tolist() for name, values in evolved.parts.items()}
    columns = zip(
        evolved.id.tolist(),
        evolved.rank.tolist(),
        evolved.fitness.tolist(),
        evolved.targets_reached.tolist(),
        evolved.disqualified.tolist(),
        evolved.survives.tolist(),
        evolved.reused.tolist(),
        evolved.streak.tolist(),
        strict=True,
    )
    copy(
        Score,
        SCORE_COLUMNS,
        (
            (
                generation.pk,
                creatures[row],
                survivors[creature_id][1] if reused else clips.get(row),
                row,
                rank,
                fitness,
                Jsonb({name: values[row] for name, values in parts.items()}),
                reached,
                REASONS[reason],
                survives,
                reused,
                streak,
            )
            for row, (creature_id, rank, fitness, reached, reason, survives, reused, streak) in enumerate(columns)
        ),
    )


def new_keys(model: type[Creature | Clip], count: int) -> list[int]:
    """Fresh primary keys, so that rows which refer to each other can be copied in one go."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy(model: type[Creature | Score], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows by COPY."""
    with connection.cursor() as cursor, cursor.copy(f"{copy_into(model, columns)} FROM STDIN") as target:
        for row in rows:
            target.write_row(row)


def copy_bytes(model: type[Checkpoint | Clip], keys: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of keys and bytes by binary COPY, with the bytes' checksums: as text, bytes are twice as long."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"{copy_into(model, (*keys, 'content', 'sha256'))} FROM STDIN (FORMAT BINARY)") as target,
    ):
        target.set_types([*("int4" if key == "size" else "int8" for key in keys), "bytea", "text"])
        for row in rows:
            target.write_row((*row, sha256_of(row[-1])))


def copy_into(model: type[Model], columns: Sequence[str]) -> str:
    """The beginning of a COPY."""
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    return f"COPY {connection.ops.quote_name(model._meta.db_table)} ({names})"
