"""What the queue's workers do. A worker is handed no data, only a bell: the runs' rows say what there is to do."""

import time
import traceback

from django.db import InterfaceError, OperationalError

from evoweb.runs.leases import LeaseLost, claim_next, fail_run, hand_over, heartbeat
from evoweb.runs.models import Run, State
from evoweb.runs.recording import record_generation
from evoweb.runs.selectors import latest_checkpoint
from simulation.evolve import evolve

SLICE_SECONDS = 5.0
KEPT_LINES = 30  # of a failed run's traceback


def advance_next_run() -> None:
    """Evolve the run whose turn it is for one time slice; where none waits, the bell was a second delivery."""
    run = claim_next()
    if run is None:
        return
    try:
        with heartbeat(run):
            evolve_for_a_slice(run)
    except LeaseLost:
        return  # cancelled, or taken for dead and given to another worker: nothing of ours was written
    except (OperationalError, InterfaceError):
        raise  # the database is away: the lease runs out, and the keeper rings again
    except Exception:  # noqa: BLE001 - whatever it was ends the run, with its text kept
        fail_run(run, "\n".join(traceback.format_exc().splitlines()[-KEPT_LINES:]))


def evolve_for_a_slice(run: Run) -> None:
    """Compute and record generations until the run is done, is told to rest, or its slice is over."""
    over = time.monotonic() + SLICE_SECONDS
    for generation in evolve(run.run_config(), latest_checkpoint(run)):
        record_generation(run, generation)
        run.refresh_from_db(fields=["state"])
        if run.state != State.RUNNING or time.monotonic() >= over:
            break
    hand_over(run)
