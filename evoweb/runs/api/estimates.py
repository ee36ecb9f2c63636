"""/api/presets and /api/estimate: what the form of a new run asks."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from evoweb.runs.api.shapes import Problems, Settings
from evoweb.runs.reading import selectors
from evoweb.runs.schemas.given import Given
from evoweb.runs.schemas.runs import Estimate
from simulation.config import RunConfig
from simulation.presets import PRESETS

router = Router(tags=["runs"])


class PresetShape(Schema):
    """Settings under a name; what they do not state has its default."""

    key: str
    title: str
    description: str
    settings: dict[str, Any]


class Planned(Given):
    """Settings of a run that has not been started."""

    config: Settings


@router.get("presets", response=list[PresetShape])
def list_presets(request: HttpRequest) -> list[PresetShape]:
    """The presets that a run can start from."""
    return [
        PresetShape(key=key, title=preset.title, description=preset.description, settings=preset.settings)
        for key, preset in PRESETS.items()
    ]


@router.post("estimate", response={200: Estimate, 422: Problems})
def estimate(request: HttpRequest, planned: Planned) -> Estimate:
    """What a run under these settings would cost on this installation."""
    return selectors.estimate(RunConfig.parse(planned.config))
