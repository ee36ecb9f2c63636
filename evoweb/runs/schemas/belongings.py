"""What people keep for themselves, as lists and pages show it."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class DesignRow(Schema):
    """A creature of yours in one row."""

    id: int
    name: str
    nodes: int
    muscles: int
    net: str | None = Field(description="The kind of its net, dense or neat; null where it has none")
    created: datetime
    changed: datetime


class DesignDetail(DesignRow):
    """A creature of yours with its genome."""

    genome: dict[str, Any]


class OwnPresetRow(Schema):
    """Settings that you keep under a name; what they do not state has its default."""

    id: int
    name: str
    settings: dict[str, Any]
