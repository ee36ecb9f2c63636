"""Presets of a person's own: settings under a name, to start runs from."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from evoweb.runs.errors import Refused
from evoweb.runs.models import OwnPreset
from evoweb.runs.names import name_problems, tidy
from evoweb.runs.schemas.belongings import OwnPresetRow
from simulation.config import RunConfig
from simulation.errors import InvalidInput, Problem
from simulation.worlds import changed

MOST_PRESETS = 100  # of one person


def presets_of(user: User) -> list[OwnPresetRow]:
    """A person's presets by name."""
    return [preset_row(preset) for preset in OwnPreset.objects.filter(user=user).order_by("name", "pk")]


def preset_row(preset: OwnPreset) -> OwnPresetRow:
    """A preset as lists show it."""
    return OwnPresetRow(id=preset.pk, name=preset.name, settings=preset.settings)


def keep_preset(user: User, name: str, settings: Mapping[str, Any]) -> OwnPreset:
    """Keep settings under a name.

    Raises:
        InvalidInput: what is wrong with the name, which no other preset of this person's may have.
        ConfigError: what is wrong with the settings.
        Refused: the person has as many as one may.
    """
    preset = OwnPreset(user=user, name=tidy(name), settings=stated(settings))
    with transaction.atomic():
        check_name(preset)
        if OwnPreset.objects.filter(user=user).count() >= MOST_PRESETS:
            raise Refused(f"You have {MOST_PRESETS} presets, and no more are allowed: delete one that may go.")
        preset.save()
    return preset


def change_preset(preset: OwnPreset, name: str | None, settings: Mapping[str, Any] | None) -> OwnPreset:
    """Give a preset another name or other settings; None leaves what is there. Raises as `keep_preset` does."""
    if settings is not None:
        preset.settings = stated(settings)
    with transaction.atomic():
        if name is not None:
            preset.name = tidy(name)
            check_name(preset)
        preset.save()
    return preset


def stated(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that are stated, as RunConfig understands them; what it draws or decides itself stays unstated."""
    said = changed({}, settings)
    config = RunConfig.parse(said)
    return config.model_dump(mode="json", include=said.keys() & type(config).model_fields.keys())


def check_name(preset: OwnPreset) -> None:
    """See that the name will do; call it inside the transaction that stores it."""
    if problems := name_problems(preset.name):
        raise InvalidInput(problems)
    User.objects.select_for_update(no_key=True).get(pk=preset.user_id)  # two at once look one after the other
    if OwnPreset.objects.filter(user=preset.user_id, name=preset.name).exclude(pk=preset.pk).exists():
        raise InvalidInput([Problem("name", "is that of another preset of yours")])
