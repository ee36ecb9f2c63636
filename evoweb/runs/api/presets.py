"""/api/own-presets: settings that you keep under names of your own."""

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from evoweb.runs.api.runs import user_of
from evoweb.runs.api.shapes import Detail, Problems, Settings
from evoweb.runs.models import OwnPreset
from evoweb.runs.people.presets import change_preset, keep_preset, preset_row, presets_of
from evoweb.runs.schemas.belongings import OwnPresetRow
from evoweb.runs.schemas.given import Given

router = Router(tags=["presets"])


class NewPreset(Given):
    """Settings to keep; what they do not state has its default."""

    name: str
    settings: Settings = Field(default_factory=dict)


class PresetChange(Given):
    """What changes of a preset of yours; what is left out, or null, stays."""

    name: str | None = None
    settings: Settings | None = None


@router.get("", response=list[OwnPresetRow])
def list_presets(request: HttpRequest) -> list[OwnPresetRow]:
    """Your presets by name."""
    return presets_of(user_of(request))


@router.post("", response={201: OwnPresetRow, 409: Detail, 422: Problems})
def make_preset(request: HttpRequest, new: NewPreset) -> Status[OwnPresetRow]:
    """Keep settings under a name that no other preset of yours has; you may keep 100."""
    return Status(201, preset_row(keep_preset(user_of(request), new.name, new.settings)))


@router.put("{int:preset_id}", response={200: OwnPresetRow, 404: Detail, 422: Problems})
def write_preset(request: HttpRequest, preset_id: int, change: PresetChange) -> OwnPresetRow:
    """Give a preset of yours another name or other settings."""
    return preset_row(change_preset(own(request, preset_id), change.name, change.settings))


@router.delete("{int:preset_id}", response={204: None, 404: Detail})
def delete_preset(request: HttpRequest, preset_id: int) -> Status[None]:
    """Let a preset of yours go; runs that were started from it stay as they are."""
    own(request, preset_id).delete()
    return Status(204, None)


def own(request: HttpRequest, preset_id: int) -> OwnPreset:
    return OwnPreset.objects.get(pk=preset_id, user=user_of(request))
