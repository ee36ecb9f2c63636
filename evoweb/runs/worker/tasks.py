"""What the queue's workers do. A worker is handed no data, only a bell: the runs' rows say what there is to do."""

import logging
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context

from django.db import connections
from structlog.contextvars import bind_contextvars, bound_contextvars

from evoweb.runs.models import Run, State
from evoweb.runs.people.quotas import why_rest
from evoweb.runs.queue.leases import LeaseLost, claim_next, fail_run, hand_over, heartbeat
from evoweb.runs.queue.outages import DATABASE_FAULTS, give_back, is_outage
from evoweb.runs.queue.resting import rest
from evoweb.runs.queue.slots import ring_slots
from evoweb.runs.reading.checkpoints import latest_checkpoint
from evoweb.runs.reading.stored import founders_of
from evoweb.runs.worker.recording import record_generation
from simulation.evolve import evolve

SLICE_SECONDS = 5.0
KEPT_LINES = 30  # of a failed run's traceback

logger = logging.getLogger(__name__)


def advance_next_run() -> None:
    """Evolve the run whose turn it is for one time slice; where none waits, the bell was a second one or a canary."""
    run = claim_next()
    if run is not None:
        compute_slice(run)
        ring_slots()  # others may wait, and this bell may have been the last that hung


def compute_slice(run: Run) -> None:
    """Evolve a run whose lease is ours for one time slice; what goes wrong with it ends the run."""
    with bound_contextvars(run=run.pk, epoch=run.epoch, generation=run.next_generation):
        logger.info("A slice begins")
        try:
            if reason := why_rest(run.owner):
                return rest(run, reason)
            with heartbeat(run):
                evolve_for_a_slice(run)
        except LeaseLost as lost:  # cancelled, or taken for dead and given to another worker
            logger.warning("Nothing is written any more: %s", lost)
        except Exception as failure:
            if is_outage(failure):
                give_back(run, failure)
            elif isinstance(failure, DATABASE_FAULTS):
                raise  # no fault of the run's, it seems: the lease runs out, and another worker tries
            else:  # whatever it was ends the run, with its text kept
                logger.exception("The run fails")
                fail_run(run, "\n".join(traceback.format_exc().splitlines()[-KEPT_LINES:]))
        else:
            logger.info("The slice is over")


def evolve_for_a_slice(run: Run) -> None:
    """Compute and record generations until the run is done, is told to rest, or its slice is over.

    One generation is encoded and written while the next is computed, never more: whoever is faster waits. What goes
    wrong in writing comes to light when the next generation is to be written, or at the end; that one is then lost.

    What this gains for 1000 creatures on two cores that others used as well (medians of 18 to 21 generations, turn
    about with writing in between): where one thread simulates, as by default there, 12 and 9 % of a generation's time
    without a net, 10 and 3 % with one; where two do, 3 and 22 %. It cannot be more than computing takes: a generation
    takes 37 to 40 ms of a processor to compute and 65 to 80 to encode and write.
    """
    over = time.monotonic() + SLICE_SECONDS
    with writing_thread() as writer:
        written: Future[None] | None = None
        for generation in evolve(run.run_config(), latest_checkpoint(run), founders_of(run)):
            if written:
                written.result()
            written = writer.submit(copy_context().run, record_generation, run, generation)
            bind_contextvars(generation=generation.number + 1)
            if time.monotonic() >= over or not is_to_go_on(run):
                break
        if written:
            written.result()
    hand_over(run)


def is_to_go_on(run: Run) -> bool:
    """Whether the run's next generation should begin, as far as its owner is concerned."""
    return Run.objects.filter(pk=run.pk, state=State.RUNNING).exists()


@contextmanager
def writing_thread() -> Iterator[Executor]:
    """A thread with a connection of its own, which is closed when the thread ends, once all given to it is done."""
    with ThreadPoolExecutor(1, "writer") as writer:
        try:
            yield writer
        finally:
            writer.submit(connections.close_all)  # those of the thread that calls
