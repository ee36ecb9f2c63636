"""Users and runs for tests; what a run recorded was computed by the real engine, once for all tests."""

from functools import cache
from random import Random
from typing import Any

import factory
import zstandard
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from safetensors.numpy import load

from evoweb.runs.deeds.services import start_run
from evoweb.runs.models import Checkpoint, Clip, ComputeProcess, Founders, Run, State
from evoweb.runs.queue.leases import claim
from evoweb.runs.system.reports import state_of_this_process
from evoweb.runs.worker.recording import record_generation
from simulation.config import RunConfig
from simulation.evolve import evolve
from simulation.generation import Generation
from simulation.genome import genome_json
from simulation.newborns import newborns

TINY: dict[str, Any] = {
    "world": "published", "layout_count": 1, "layout_period": 0,  # half as long as in the natural world
    "seed": 7, "population": 8, "generations": 3, "seconds": 1.0, "physics_hz": 30,
    "clips_top": 1, "clips_random": 1, "clips_bottom": 0,
}  # fmt: skip


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"user{n}")


def tiny_config(**changes: Any) -> RunConfig:
    """Settings of a run that takes a second."""
    return RunConfig.parse(TINY | changes)


def tiny_run(owner: User | None = None, name: str = "tiny", **changes: Any) -> Run:
    """A queued run."""
    return start_run(owner or UserFactory(), name, tiny_config(**changes))


def bits_of(checkpoint: bytes) -> dict[str, bytes]:
    """What a checkpoint holds, tensor by tensor; the file's own bytes name the same things in any order."""
    tensors = load(zstandard.ZstdDecompressor().decompress(checkpoint))
    return {name: tensor.tobytes() for name, tensor in tensors.items()}


def a_genome(**changes: Any) -> dict[str, Any]:
    """A creature in the public format, as a newborn of the tiny settings with these changes."""
    return genomes(1, **changes)[0]


def genomes(count: int, **changes: Any) -> list[dict[str, Any]]:
    """Newborns of the tiny settings with these changes."""
    config = tiny_config(**changes)
    creatures = newborns(config, count, config.seed)
    return [genome_json(creatures, row, config) for row in range(count)]


@cache
def tiny_generations() -> list[Generation]:
    """What the engine makes of the tiny settings."""
    return list(evolve(tiny_config()))


def worker_slot(host: str = "elsewhere", pid: int = 7) -> ComputeProcess:
    """A slot that has a living worker."""
    queue = f"{host}:{pid}"
    return ComputeProcess.objects.create(
        kind=ComputeProcess.Kind.WORKER, host=host, pid=pid + 1, queue=queue, started=timezone.now(), **loaded()
    )


def loaded() -> dict[str, Any]:
    """What a worker says of itself that is ready."""
    return state_of_this_process() | {"engine": {"state": "loaded", "error": "", "backends": []}}


def claimed(run: Run) -> Run:
    """The run as the worker holds it that has just taken its lease."""
    worker = claim(run.pk)
    assert worker is not None
    return worker


def recorded_run(owner: User | None = None, generations: int = 4, **fields: Any) -> Run:
    """A run with its first generations recorded, of the four it will have; done where all are."""
    with transaction.atomic():
        run = tiny_run(owner)
        Run.objects.filter(pk=run.pk).update(**fields)
        worker = claimed(run)
    for generation in tiny_generations()[:generations]:
        record_generation(worker, generation)
    run.refresh_from_db()
    return run


def evolved_run(owner: User | None = None, **changes: Any) -> Run:
    """A run of the tiny settings with these changes, computed by the real engine and recorded to its end."""
    with transaction.atomic():  # a worker that lives beside the test must not see it queued
        run = tiny_run(owner, **changes)
        worker = claimed(run)
    for generation in evolve(run.run_config()):
        record_generation(worker, generation)
    run.refresh_from_db()
    return run


def counted(run: Run, number: int, **statistics: Any) -> None:
    """Let a recorded generation have counted this as well."""
    generation = run.recorded.get(number=number)
    generation.statistics |= statistics
    generation.save(update_fields=["statistics"])


def uncounted(run: Run, *names: str) -> None:
    """Take this out of what every generation of the run counted, as if a version that did not know it had stored it."""
    for generation in run.recorded.all():
        for name in names:
            generation.statistics.pop(name, None)
        generation.save(update_fields=["statistics"])


def flip_a_bit(stored: Checkpoint | Clip | Founders, random: Random) -> None:
    """One bit of the stored bytes, wherever it lies, becomes the other one."""
    content = bytearray(stored.content)
    place = random.randrange(8 * len(content))
    content[place // 8] ^= 1 << place % 8
    type(stored).objects.filter(pk=stored.pk).update(content=bytes(content))


def many_runs(owner: User, count: int, generations: int) -> list[Run]:
    """So many runs of the tiny settings with other seeds, done; each of so many generations with the same figures."""
    like = recorded_run(owner)
    shared = {name: getattr(like, name) for name in ("owner", "preset", "next_generation", "best", "held_out_mean")}
    shared |= {"champion": like.champion, "champion_generation": 0, "state": State.DONE, "finished": timezone.now()}
    shared |= {"next_generation": generations, "evaluations": 8 * generations, "elapsed_s": float(generations)}
    runs = Run.objects.bulk_create(
        Run(
            **shared, name=f"run {seed}", seed=seed, config=like.config | {"seed": seed, "cull": 0.2 + 0.1 * (seed % 7)}
        )
        for seed in range(count)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO runs_generation"
            " (run_id, number, champion, held_out, statistics, evaluations_so_far, elapsed_so_far_s)"
            " SELECT run, position, champion, held_out, statistics, 8 * (position + 1), position + 1.0"
            " FROM unnest(%s) AS run, generate_series(0, %s) AS position,"
            " (SELECT champion, held_out, statistics FROM runs_generation WHERE run_id = %s AND number = 0) AS found",
            [[run.pk for run in runs], generations - 1, like.pk],
        )
    return runs
