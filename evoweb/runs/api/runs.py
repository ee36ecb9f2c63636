"""/api/runs: list, start, pause, resume, cancel, extend, fork, share."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from evoweb.runs.api.shapes import Detail, Problems, Settings
from evoweb.runs.deeds import services, sharing
from evoweb.runs.deeds.extending import extend_run
from evoweb.runs.deeds.forking import fork_run
from evoweb.runs.deeds.founding import found_run
from evoweb.runs.deeds.resuming import resume_run
from evoweb.runs.models import Run
from evoweb.runs.reading import lists, selectors
from evoweb.runs.schemas.founders import Founding
from evoweb.runs.schemas.given import Given
from evoweb.runs.schemas.runs import DeedRow, RunPage, RunQuery, RunSummary
from simulation.config import RunConfig
from simulation.presets import PRESETS
from simulation.worlds import changed

router = Router(tags=["runs"])


class NewRun(Given):
    """A run to start: a preset's settings, if one is named, changed by `config`; and whom it begins with."""

    name: str
    preset: str = ""
    config: Settings = Field(default_factory=dict)
    founders: Founding = Field(default_factory=Founding)


class Extension(Given):
    """What changes of a run that goes on."""

    config: Settings = Field(default_factory=dict)


class Fork(Given):
    """A run that begins with the creatures of another's generation, under its settings changed by `config`."""

    generation: int
    name: str
    config: Settings = Field(default_factory=dict)


@router.get("", response={200: RunPage, 422: Problems})
def list_runs(request: HttpRequest, query: Query[RunQuery]) -> RunPage:
    """The runs that you may see."""
    return lists.run_page(request.user, query)


@router.post("", response={201: RunSummary, 409: Detail, 422: Problems, 429: Detail, 503: Detail})
def start_run(request: HttpRequest, new: NewRun) -> Status[RunSummary]:
    """Start a run; it is queued and computed by the next free worker.

    It begins with `founders`, where any are given: settings that have no room for them are refused by name. More
    genomes than fit into 1 MB go to /api/import/runs.
    """
    base: dict[str, Any] = PRESETS[new.preset].settings if new.preset in PRESETS else {}
    config = RunConfig.parse(changed(base, new.config))
    run = found_run(user_of(request), new.name, config, new.preset, new.founders)
    return Status(201, selectors.run_summary(run, request.user))


@router.post("{int:run_id}/pause", response={200: RunSummary, 404: Detail, 409: Detail})
def pause(request: HttpRequest, run_id: int) -> RunSummary:
    """Let a run rest."""
    return selectors.run_summary(services.pause_run(editable_run(request, run_id), user_of(request)), request.user)


@router.post("{int:run_id}/resume", response={200: RunSummary, 404: Detail, 409: Detail})
def resume(request: HttpRequest, run_id: int) -> RunSummary:
    """Go on with a run that rests, or try one again that failed."""
    return selectors.run_summary(resume_run(editable_run(request, run_id), user_of(request)), request.user)


@router.post("{int:run_id}/cancel", response={200: RunSummary, 404: Detail, 409: Detail})
def cancel(request: HttpRequest, run_id: int) -> RunSummary:
    """End a run for good; what it recorded stays."""
    return selectors.run_summary(services.cancel_run(editable_run(request, run_id), user_of(request)), request.user)


@router.post("{int:run_id}/extend", response={200: RunSummary, 404: Detail, 409: Detail, 422: Problems})
def extend(request: HttpRequest, run_id: int, extension: Extension) -> RunSummary:
    """Go on with a run that is done or rests, under more generations or other rules to stop.

    `config` may hold `generations` and the settings of the group Stop early; null switches a rule off. The run then
    records, to the bit, what it would have recorded with these settings from the start.
    """
    run = extend_run(editable_run(request, run_id), user_of(request), extension.config)
    return selectors.run_summary(run, request.user)


@router.post(
    "{int:run_id}/fork",
    response={201: RunSummary, 404: Detail, 409: Detail, 422: Problems, 429: Detail, 503: Detail},
)
def fork(request: HttpRequest, run_id: int, wanted: Fork) -> Status[RunSummary]:
    """Start a run of yours with the creatures of a generation as its generation 0.

    Where the population is larger, their offspring fill it up; where it is smaller, or more than 5000 are there, the
    best are taken. Settings that have no room for the creatures are refused by name. The fork depends on the run no
    more.
    """
    run = selectors.visible_runs(request.user).get(pk=run_id)
    made = fork_run(run, wanted.generation, user_of(request), wanted.name, wanted.config)
    return Status(201, selectors.run_summary(made, request.user))


@router.get("{int:run_id}/history", response={200: list[DeedRow], 404: Detail})
def history(request: HttpRequest, run_id: int) -> list[DeedRow]:
    """Who did what to a run that you may change, the latest first."""
    return selectors.deeds_of(editable_run(request, run_id))


@router.post("{int:run_id}/share", response={200: RunSummary, 404: Detail})
def share(request: HttpRequest, run_id: int) -> RunSummary:
    """Let anyone look at the run who has its address, without signing in."""
    return selectors.run_summary(sharing.share_run(editable_run(request, run_id), user_of(request)), request.user)


@router.post("{int:run_id}/unshare", response={200: RunSummary, 404: Detail})
def unshare(request: HttpRequest, run_id: int) -> RunSummary:
    """Let nobody look at the run but its owner and staff."""
    return selectors.run_summary(sharing.unshare_run(editable_run(request, run_id), user_of(request)), request.user)


def editable_run(request: HttpRequest, run_id: int) -> Run:
    return selectors.editable_runs(request.user).select_related("owner").get(pk=run_id)


def user_of(request: HttpRequest) -> User:
    """Who asks; the API lets nobody else change anything."""
    return cast("User", request.user)
