"""/api/runs: list, read, start, pause, resume, cancel; their generations and creatures."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from evoweb.runs import histories, selectors, services
from evoweb.runs.api.shapes import Detail, Problems, Settings
from evoweb.runs.generation_schemas import EliteMap, GenerationStats
from evoweb.runs.models import Generation, Run
from evoweb.runs.schemas import (
    CreatureDetail,
    CreaturePage,
    CreatureQuery,
    RunDetail,
    RunPage,
    RunQuery,
    RunSummary,
)
from simulation.config import RunConfig
from simulation.presets import PRESETS

router = Router(tags=["runs"])


class NewRun(Schema):
    """A run to start: a preset's settings, if one is named, changed by `config`."""

    name: str
    preset: str = ""
    config: Settings = Field(default_factory=dict)


@router.get("", response={200: RunPage, 422: Problems})
def list_runs(request: HttpRequest, query: Query[RunQuery]) -> RunPage:
    """The runs that you may see."""
    return selectors.run_page(request.user, query)


@router.post("", response={201: RunSummary, 409: Detail, 422: Problems})
def start_run(request: HttpRequest, new: NewRun) -> Status[RunSummary]:
    """Start a run; it is queued and computed by the next free worker."""
    base: dict[str, Any] = PRESETS[new.preset].settings if new.preset in PRESETS else {}
    run = services.start_run(user_of(request), new.name, RunConfig.parse(base | new.config), new.preset)
    return Status(201, selectors.run_summary(run, request.user))


@router.get("{int:run_id}", response={200: RunDetail, 404: Detail})
def read_run(request: HttpRequest, run_id: int) -> RunDetail:
    """A run with its settings."""
    return selectors.run_detail(visible_run(request, run_id), request.user)


@router.post("{int:run_id}/pause", response={200: RunSummary, 404: Detail, 409: Detail})
def pause(request: HttpRequest, run_id: int) -> RunSummary:
    """Let a run rest."""
    return selectors.run_summary(services.pause_run(editable_run(request, run_id), user_of(request)), request.user)


@router.post("{int:run_id}/resume", response={200: RunSummary, 404: Detail, 409: Detail})
def resume(request: HttpRequest, run_id: int) -> RunSummary:
    """Go on with a run that rests, or try one again that failed."""
    return selectors.run_summary(services.resume_run(editable_run(request, run_id), user_of(request)), request.user)


@router.post("{int:run_id}/cancel", response={200: RunSummary, 404: Detail, 409: Detail})
def cancel(request: HttpRequest, run_id: int) -> RunSummary:
    """End a run for good; what it recorded stays."""
    return selectors.run_summary(services.cancel_run(editable_run(request, run_id), user_of(request)), request.user)


@router.get("{int:run_id}/generations", response={200: list[GenerationStats], 404: Detail})
def list_generations(request: HttpRequest, run_id: int, after: int = -1) -> list[GenerationStats]:
    """The recorded generations above number `after`."""
    return histories.generations_after(visible_run(request, run_id), after)


@router.get("{int:run_id}/generations/{int:number}", response={200: GenerationStats, 404: Detail})
def read_generation(request: HttpRequest, run_id: int, number: int) -> GenerationStats:
    """A generation in figures."""
    return histories.generation_stats(recorded(request, run_id, number))


@router.get("{int:run_id}/generations/{int:number}/map", response={200: EliteMap, 404: Detail})
def read_map(request: HttpRequest, run_id: int, number: int) -> EliteMap:
    """The map of elites that a generation of a MAP-Elites run holds."""
    return histories.elite_map(recorded(request, run_id, number))


@router.get("{int:run_id}/generations/{int:number}/creatures", response={200: CreaturePage, 404: Detail, 422: Problems})
def list_creatures(request: HttpRequest, run_id: int, number: int, query: Query[CreatureQuery]) -> CreaturePage:
    """The creatures of a generation."""
    return selectors.creature_page(recorded(request, run_id, number), query)


@router.get("{int:run_id}/creatures/{name}", response={200: CreatureDetail, 404: Detail, 503: Detail})
def read_creature(request: HttpRequest, run_id: int, name: str, generation: int | None = None) -> CreatureDetail:
    """A creature with its genome, as it stood in a generation; in its latest where none is named."""
    run = visible_run(request, run_id)
    return selectors.creature_detail(run, selectors.score_of(run, name, generation))


def visible_run(request: HttpRequest, run_id: int) -> Run:
    return selectors.visible_runs(request.user).select_related("owner").get(pk=run_id)


def editable_run(request: HttpRequest, run_id: int) -> Run:
    return selectors.editable_runs(request.user).select_related("owner").get(pk=run_id)


def recorded(request: HttpRequest, run_id: int, number: int) -> Generation:
    return visible_run(request, run_id).recorded.get(number=number)


def user_of(request: HttpRequest) -> User:
    """Who asks; the API lets nobody else change anything."""
    return cast("User", request.user)
