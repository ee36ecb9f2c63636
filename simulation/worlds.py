"""Settings from before there were two worlds: they are of the published one. This page imports no torch."""

from collections.abc import Mapping
from typing import Any

FASTEST_PUBLISHED_HZ = 120  # and of all rates that there were
BEFORE_WORLDS = {"world": "published", "layout_count": 1, "layout_period": 0}  # where nothing else was said


def is_of_before_worlds(settings: Mapping[str, Any]) -> bool:
    """Whether settings name no world, but a rate of those that there were before the natural one."""
    try:
        return "world" not in settings and float(settings.get("physics_hz", "none")) <= FASTEST_PUBLISHED_HZ
    except (TypeError, ValueError):  # its own check says what is wrong with it
        return False


def changed(preset: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A preset's settings with some changed: a rate of before there were worlds brings the world of then."""
    is_old = is_of_before_worlds(changes) and preset.get("world") != "published"
    return dict(preset) | (BEFORE_WORLDS if is_old else {}) | dict(changes)
