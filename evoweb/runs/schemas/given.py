"""What clients send, in bodies and queries."""

from collections.abc import Mapping
from typing import Any

from ninja import Schema
from ninja.schema import DjangoGetter
from pydantic import ConfigDict, model_validator


class Given(Schema):
    """A body or a query; a key that it does not know is refused (api/problems.py says it by name)."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def is_an_object(cls, values: Any) -> Any:
        """Refuse what has no keys: ninja takes anything for an object whose every key may be missing."""
        if not isinstance(values, Mapping | Given | DjangoGetter):
            raise ValueError("must be an object")
        return values
