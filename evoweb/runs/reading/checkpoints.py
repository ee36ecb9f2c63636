"""The checkpoint of any generation of a run: the stored one, or the same computed again.

Not every generation keeps its checkpoint (worker/thinning.py). One that is gone is computed again from the last one
kept before it, to the same bits: `checkpoint_of` is the only way to a checkpoint, and its callers see no difference.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import simulation
from evoweb.runs.compute import seat
from evoweb.runs.models import Checkpoint, Generation, Run
from evoweb.runs.reading.stored import DamagedError, intact
from simulation.errors import CheckpointError, Problem
from simulation.task_facts import BUILT_IN

if TYPE_CHECKING:
    from simulation.generation import Generation as Evolved

REMEMBERED_BYTES = 64 * 2**20  # of checkpoints that were computed again, in this process
FEWEST_REPLAYS = {"clips_top": 1, "clips_random": 0, "clips_bottom": 0}  # none of those computed again is kept


def checkpoint_of(generation: Generation) -> bytes:
    """The generation's checkpoint: the stored one, or the same computed again.

    Raises:
        DamagedError: the bytes have changed since they were stored, or come out otherwise than they did.
        CheckpointError: it is not kept, and this version of the engine does not compute it to the same bits.
        Loading, Busy: it must be computed, and the engine is not loaded yet or has too much to do.
    """
    stored = Checkpoint.objects.filter(generation=generation).first()
    if stored:
        return intact(stored)
    return computed_before.get(generation) or computed_again(generation)


def latest_checkpoint(run: Run) -> bytes | None:
    """Where the run goes on; None before its first generation."""
    if run.next_generation == 0:
        return None
    return checkpoint_of(run.recorded.get(number=run.next_generation - 1))


def can_be_computed_again(run: Run) -> bool:
    """Whether this installation computes the run's generations again to the same bits, on any machine.

    An administrator's own task may have changed, and graphics cards differ.
    """
    return run.engine_version == simulation.__version__ and run.device == "cpu" and run.config.get("task") in BUILT_IN


class Computed:
    """Checkpoints that were computed again lately; the oldest are forgotten first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._kept: OrderedDict[tuple[int, int], bytes] = OrderedDict()  # by run and number
        self._guard = threading.Lock()

    def get(self, generation: Generation) -> bytes | None:
        """That of a generation, if it is remembered."""
        with self._guard:
            return self._kept.get((generation.run_id, generation.number))

    def put(self, run_id: int, number: int, checkpoint: bytes) -> None:
        """Remember that of a generation."""
        with self._guard:
            self._bytes += len(checkpoint) - len(self._kept.pop((run_id, number), b""))
            self._kept[run_id, number] = checkpoint
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._kept.popitem(last=False)[1])

    def latest(self, generation: Generation, after: int) -> tuple[int, bytes] | None:
        """That of the run's last generation between `after` and this one, with its number."""
        with self._guard:
            found = [n for run, n in self._kept if run == generation.run_id and after < n < generation.number]
            return (max(found), self._kept[generation.run_id, max(found)]) if found else None


computed_before = Computed(REMEMBERED_BYTES)
ONE_AT_A_TIME = [threading.Lock() for _ in range(16)]  # by run: who waits finds what the other computed


def computed_again(generation: Generation) -> bytes:
    """The checkpoint of a generation that keeps none; raises as `checkpoint_of` does."""
    run = generation.run
    if not can_be_computed_again(run):
        raise CheckpointError([Problem("checkpoint", not_kept(generation))])
    with seat(), ONE_AT_A_TIME[run.pk % len(ONE_AT_A_TIME)]:
        known = computed_before.get(generation)
        if known:
            return known
        evolved = None
        for evolved in generations_up_to(generation):
            computed_before.put(run.pk, evolved.number, evolved.checkpoint)
        if evolved is None or not is_as_recorded(evolved, generation):
            raise DamagedError(f"The bytes of {generation}, computed again, are not those that were recorded")
        return evolved.checkpoint


def generations_up_to(generation: Generation) -> Iterator["Evolved"]:
    """The run's generations after the last whose checkpoint there is, up to this one."""
    from simulation.evolve import evolve  # noqa: PLC0415 - loads torch

    run = generation.run
    there = Checkpoint.objects.filter(generation__run=run, generation__number__lt=generation.number)
    base = there.select_related("generation").latest("generation__number")
    later = computed_before.latest(generation, base.generation.number)
    config = run.run_config().model_copy(update=FEWEST_REPLAYS | {"generations": generation.number})
    return evolve(config, later[1] if later else intact(base))


def is_as_recorded(evolved: "Evolved", generation: Generation) -> bool:
    """Whether a generation has the creatures and the scores that the tables say it has."""
    from simulation.population import STRIDE  # noqa: PLC0415 - loads torch

    scores = generation.scores.order_by("row").values_list("creature__born", "creature__index", "fitness")
    again = zip(evolved.id.tolist(), evolved.fitness.tolist(), strict=True)
    return list(scores) == [(*divmod(creature_id, STRIDE), fitness) for creature_id, fitness in again]


def not_kept(generation: Generation) -> str:
    """Why a checkpoint that is gone cannot be had."""
    run = generation.run
    return (
        f"that of generation {generation.number} is not kept, and cannot be computed again to the same bits: engine "
        f"{run.engine_version or 'unknown'} on {run.device or 'an unknown device'} computed the run, with the task "
        f"{run.config.get('task')}, and this is engine {simulation.__version__}"
    )
