"""One deed done with many runs: each has its own transaction and answer, so that one refusal stops no other."""

import time
from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth.models import User

from evoweb.runs.deeds.deleting import delete_run
from evoweb.runs.deeds.describing import tag_run
from evoweb.runs.deeds.resuming import resume_run
from evoweb.runs.deeds.services import cancel_run, pause_run
from evoweb.runs.engine import Loading
from evoweb.runs.errors import Refused
from evoweb.runs.models import Run
from evoweb.runs.reading.selectors import editable_runs
from simulation.errors import Busy, ConfigError

MOST_RUNS = 200
PATIENCE_SECONDS = 20.0  # a request must not last much longer; large runs take their time to be deleted

Deed = Callable[[Run, User], object]
DEEDS: dict[str, Deed] = {"pause": pause_run, "resume": resume_run, "cancel": cancel_run, "delete": delete_run}


class Outcome(NamedTuple):
    """What became of the deed with one run; `why` not, where it was not done."""

    run: int
    done: bool
    why: str = ""


def tagging(tag: str) -> Deed:
    """The deed of putting a tag on."""
    return lambda run, by: tag_run(run, by, add=[tag])


def untagging(tag: str) -> Deed:
    """The deed of taking a tag off."""
    return lambda run, by: tag_run(run, by, remove=[tag])


def do_together(ids: list[int], by: User, deed: Deed) -> list[Outcome]:
    """Do a deed with each of these runs that the user may change, in this order; what became of each."""
    runs = editable_runs(by).select_related("owner").in_bulk(ids)
    over = time.monotonic() + PATIENCE_SECONDS
    outcomes = []
    for key in dict.fromkeys(ids):
        run = runs.get(key)
        if run is None:
            outcomes.append(Outcome(key, False, "It is gone, or not yours to change."))
        elif time.monotonic() > over:
            outcomes.append(Outcome(key, False, "There was no time left for it: try again."))
        else:
            outcomes.append(done_with(run, by, deed))
    return outcomes


def done_with(run: Run, by: User, deed: Deed) -> Outcome:
    key = run.pk
    try:
        deed(run, by)
    except (Refused, ConfigError, Loading, Busy) as refused:  # resuming a failed run reads checkpoints
        return Outcome(key, False, str(refused))
    except Run.DoesNotExist:  # somebody was faster
        return Outcome(key, False, "It is gone.")
    return Outcome(key, True)
