"""One setting: how it is declared, what it says of itself, and what is wrong with a value. This page imports no torch.

simulation/config.py is where the settings are.
"""

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from simulation.errors import LONGEST_SHOWN, Problem, Unknown, listed

Settings = Mapping[str, FieldInfo]


def setting(  # noqa: PLR0913 (a parameter has as many sides)
    default: Any,
    title: str,
    description: str,
    group: str,
    *,
    unit: str = "",
    when: Any = None,
    labels: Any = None,
    empty: str = "automatic",
    **bounds: Any,
) -> Any:
    """A field with what the pages need to draw it; a callable default is a factory."""
    optional = {"unit": unit, "when": when, "labels": labels}
    extra = {"group": group} | {key: value for key, value in optional.items() if value}
    if default is None or callable(default):
        extra["empty"] = empty
    kind = "default_factory" if callable(default) else "default"
    return Field(**{kind: default}, title=title, description=description, json_schema_extra=extra, **bounds)


def problems_of(error: ValidationError, settings: Settings) -> list[Problem]:
    """Pydantic's findings about settings as problems: a dotted path, and a message that names the bound."""
    unknown = Unknown("unknown setting")

    def told(found: ErrorDetails) -> Problem:
        path = ".".join(str(part)[:LONGEST_SHOWN] for part in found["loc"])
        if found["type"] == "extra_forbidden":
            return Problem(path, unknown.message(str(found["loc"][0]), settings))
        return Problem(path, message_of(found, settings))

    return listed(error.errors(include_url=False, include_input=False), told)


def message_of(found: ErrorDetails, settings: Settings) -> str:
    """What is wrong with the value of one setting, in people's words."""
    name = str(found["loc"][0]) if found["loc"] else ""
    if found["type"] == "value_error" or name not in settings:
        return plain(found["msg"])
    whole = "a whole number, " if found["type"] in {"int_from_float", "int_parsing", "int_type"} else ""
    number = "a number, " if found["type"] in {"float_parsing", "float_type", "finite_number"} else ""
    return f"must be {whole or number}{allowed(settings[name])}"


def plain(message: str) -> str:
    """Pydantic's message without what it puts before those of our own validators."""
    return message.removeprefix("Value error, ")


def allowed(info: FieldInfo) -> str:
    """What a setting may be, in people's words: its bounds and unit, or its choices."""
    if get_origin(info.annotation) is Literal:
        return "one of " + ", ".join(get_args(info.annotation))
    if info.annotation is bool:
        return "true or false"
    low, high = bounds_of(info)
    unit = extra_of(info).get("unit", "")
    return f"{spaced(low)} to {spaced(high)}" + (f" {unit}" if unit else "")


def bounds_of(info: FieldInfo) -> tuple[Any, Any]:
    """The least and the greatest value of a setting that is a number."""
    low = next(bound.ge for bound in info.metadata if isinstance(bound, Ge))
    return low, next(bound.le for bound in info.metadata if isinstance(bound, Le))


def spaced(number: Any) -> str:
    """A number with thin spaces between its thousands."""
    return f"{number:,}".replace(",", "\N{THIN SPACE}")


def extra_of(info: FieldInfo) -> dict[str, Any]:
    """A setting's group, unit, `when`, `labels` and `empty`."""
    assert isinstance(info.json_schema_extra, dict), info.title
    return info.json_schema_extra


def conditions_of(info: FieldInfo) -> list[dict[str, list[Any]]]:
    """The choices of other fields under which a field has an effect: all of those in one of the dicts."""
    when = extra_of(info).get("when", {})
    return when if isinstance(when, list) else [when]


def is_live(field: str, config: BaseModel) -> bool:
    """Whether a setting has an effect under the other choices of this configuration."""
    return any(
        all(getattr(config, other) in choices for other, choices in condition.items())
        for condition in conditions_of(type(config).model_fields[field])
    )
