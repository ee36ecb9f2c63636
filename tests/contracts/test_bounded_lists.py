"""Every list of the API is bounded: it has a limit, or what it lists cannot become many."""

import json
from typing import Any

from evoweb.runs.api import api

# Lists without a limit, and what bounds each.
BOUNDED = {
    "/api/presets": "the presets of this version",
    "/api/own-presets": "people.presets.MOST_PRESETS",
    "/api/genetics/genes": "the genes of this version",
    "/api/designs": "schemas.founders.MOST_DESIGNS",
    "/api/pins": "deeds.pins.MOST_PINS",
    "/api/hall/pins": "deeds.pins.MOST_PINS",
    "/api/column-sets": "people.columns.MOST_SETS",
    "/api/runs/tags": "reading.lists.TAGS_LISTED",
    "/api/runs/{run_id}/history": "selectors.DEEDS_LISTED",
}
SCHEMA: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))


def lists() -> dict[str, set[str]]:
    """The addresses that answer with a list, each with the parameters that it takes."""
    found = {}
    for path, ways in SCHEMA["paths"].items():
        answer = ways.get("get", {}).get("responses", {}).get(200) or ways.get("get", {}).get("responses", {}).get(
            "200"
        )
        shape = (answer or {}).get("content", {}).get("application/json", {}).get("schema", {})
        if shape.get("type") == "array":
            found[path] = {given["name"] for given in ways["get"].get("parameters", [])}
    return found


def test_every_list_has_a_limit_or_a_bound_that_is_named_here() -> None:
    unbounded = {path for path, takes in lists().items() if "limit" not in takes}
    assert unbounded == BOUNDED.keys()
