"""/api/import: genomes from elsewhere, by the thousand. A body may be as large here as nowhere else (8 MB)."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from evoweb.runs.api.designs import REFUSALS
from evoweb.runs.api.runs import NewRun, start_run, user_of
from evoweb.runs.api.shapes import Detail, Problems, ProblemShape, Settings
from evoweb.runs.deeds.founding import founders_fit
from evoweb.runs.people.designs import designs_of, keep_designs
from evoweb.runs.schemas.belongings import DesignRow
from evoweb.runs.schemas.founders import MOST_DESIGNS, Founding
from evoweb.runs.schemas.given import Given
from evoweb.runs.schemas.runs import RunSummary
from simulation.config import RunConfig
from simulation.errors import ConfigError

router = Router(tags=["import"])


class Candidates(Given):
    """Creatures, and the settings of a run that they might begin."""

    founders: Founding
    config: Settings = Field(default_factory=dict)


class FoundersFit(Schema):
    """Whether creatures fit into settings."""

    problems: list[ProblemShape] = Field(description="Settings that have no room for them, and why; empty: they fit")
    changes: dict[str, Any] = Field(description="Settings to change, as far as that makes them fit")


class NewDesigns(Given):
    """Creatures to keep, in the public format; several are numbered."""

    name: str
    genomes: list[Any] = Field(min_length=1, max_length=MOST_DESIGNS)


@router.post("check", response={200: FoundersFit, **REFUSALS})
def check(request: HttpRequest, given: Candidates) -> FoundersFit:
    """Whether creatures can begin a run under these settings; genomes that are none are refused with every problem.

    Settings that cannot be (see /api/estimate) are passed over: then the answer is about those by default.
    """
    try:
        config = RunConfig.parse(given.config)
    except ConfigError:
        config = RunConfig()
    fit = founders_fit(user_of(request), given.founders, config)
    return FoundersFit(problems=[ProblemShape(**one._asdict()) for one in fit.problems], changes=fit.changes)


@router.post("runs", response={201: RunSummary, **REFUSALS})
def import_run(request: HttpRequest, new: NewRun) -> Status[RunSummary]:
    """Start a run as `POST /api/runs` does, with as many genomes as fit into 8 MB."""
    return start_run(request, new)


@router.post("designs", response={201: list[DesignRow], 409: Detail, 422: Problems, 429: Detail, 503: Detail})
def import_designs(request: HttpRequest, new: NewDesigns) -> Status[list[DesignRow]]:
    """Keep creatures as your own; all of them, or none where one has a problem. Answers with those kept."""
    kept = {design.pk for design in keep_designs(user_of(request), new.name, new.genomes)}
    return Status(201, [row for row in designs_of(user_of(request)) if row.id in kept])
