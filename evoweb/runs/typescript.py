"""TypeScript types of what the API speaks, from its OpenAPI schema.

Written here and not taken from npm: the generators there need TypeScript's JavaScript interface, which TypeScript 7
does not have.
"""

from pathlib import Path
from typing import Any

from django.conf import settings

TARGET = Path(settings.BASE_DIR) / "frontend" / "src" / "generated" / "api.ts"
HEADER = "/** Shapes that the API speaks. Generated from its OpenAPI schema by `make types`: do not edit. */\n"
PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def typescript() -> str:
    """The whole generated file."""
    from evoweb.runs.api import api

    shapes = api.get_openapi_schema()["components"]["schemas"]
    return HEADER + "".join(f"\n{declaration(name, shapes[name])}\n" for name in sorted(shapes))


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
    if "$ref" in shape:
        return str(shape["$ref"]).rsplit("/", maxsplit=1)[-1]
    if "anyOf" in shape:
        return " | ".join(dict.fromkeys(type_of(part) for part in shape["anyOf"]))
    if "allOf" in shape:
        return " & ".join(type_of(part) for part in shape["allOf"])
    if "enum" in shape or "const" in shape:
        return " | ".join(f'"{choice}"' for choice in shape.get("enum", [shape.get("const")]))
    if shape.get("type") == "array":
        return array_of(shape)
    if "properties" in shape:
        return members(shape)
    if shape.get("type") == "object":
        values = shape.get("additionalProperties")
        return f"Record<string, {type_of(values) if isinstance(values, dict) else 'unknown'}>"
    return PLAIN.get(shape.get("type", ""), "unknown")


def array_of(shape: dict[str, Any]) -> str:
    """An array, or a tuple where the schema lists its places."""
    if "prefixItems" in shape:
        return f"[{', '.join(type_of(item) for item in shape['prefixItems'])}]"
    item = type_of(shape.get("items", {}))
    return f"({item})[]" if " " in item else f"{item}[]"
