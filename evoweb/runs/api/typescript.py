"""TypeScript types of what the API speaks, from its OpenAPI schema.

Written here and not taken from npm: the generators there need TypeScript's JavaScript interface, which TypeScript 7
does not have.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from evoweb.runs.api import api

TARGET = Path(settings.BASE_DIR) / "frontend" / "src" / "generated" / "api.ts"
HEADER = "/** Shapes that the API speaks. Generated from its OpenAPI schema by `make types`: do not edit. */\n"
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def typescript() -> str:
    """The whole generated file."""
    shapes = dict(api.get_openapi_schema()["components"]["schemas"])
    shapes |= {shape["title"]: shape for shape in objects_within(list(shapes.values()))}
    return HEADER + "".join(f"\n{declaration(name, shapes[name])}\n" for name in sorted(shapes))


def objects_within(part: Any) -> Iterator[dict[str, Any]]:
    """Objects that are written out inside of others, as RunConfig is; they get declarations of their own."""
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, dict) and isinstance(inner.get("properties"), dict) and "title" in inner:
            yield inner
        if isinstance(inner, dict | list):
            yield from objects_within(inner)


def declaration(name: str, shape: dict[str, Any]) -> str:
    """One exported type with its documentation."""
    documentation = f"/** {shape['description']} */\n" if "description" in shape else ""
    if "properties" not in shape:
        return f"{documentation}export type {name} = {type_of(shape)};"
    return f"{documentation}export interface {name} {members(shape)}"


def members(shape: dict[str, Any]) -> str:
    """The body of an object type; what the schema does not require is optional."""
    required = shape.get("required", [])
    lines = [
        f"  {name}{'' if name in required else '?'}: {type_of(part)};" for name, part in shape["properties"].items()
    ]
    return "\n".join(["{", *lines, "}"])


def type_of(shape: dict[str, Any]) -> str:
    """A JSON schema as a TypeScript type; what it leaves open is unknown."""
    for key, written in WRITERS.items():
        if key in shape:
            return written(shape)
    return PLAIN.get(shape.get("type", ""), "unknown")


def array_of(shape: dict[str, Any]) -> str:
    """An array of what the schema says of its items."""
    item = type_of(shape["items"])
    return f"({item})[]" if " " in item else f"{item}[]"


def record_of(shape: dict[str, Any]) -> str:
    """An object with any keys."""
    values = shape["additionalProperties"]
    return f"Record<string, {type_of(values) if isinstance(values, dict) else 'unknown'}>"


WRITERS: dict[str, Callable[[dict[str, Any]], str]] = {
    "$ref": lambda shape: str(shape["$ref"]).rsplit("/", maxsplit=1)[-1],
    "anyOf": lambda shape: " | ".join(dict.fromkeys(type_of(part) for part in shape["anyOf"])),
    "enum": lambda shape: " | ".join(f'"{choice}"' for choice in shape["enum"]),
    "const": lambda shape: f'"{shape["const"]}"',
    "properties": lambda shape: str(shape["title"]),
    "prefixItems": lambda shape: f"[{', '.join(type_of(item) for item in shape['prefixItems'])}]",
    "items": array_of,
    "additionalProperties": record_of,
}
