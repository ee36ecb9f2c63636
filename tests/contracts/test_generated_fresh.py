"""Contract: generated files are what their sources make of them now."""

import re

from evoweb.runs.api.typescript import TARGET, typescript
from evoweb.runs.management.parameters_page import TARGET as PARAMETERS
from evoweb.runs.management.parameters_page import parameters_page
from evoweb.runs.management.scenes import TARGET as SCENES
from evoweb.runs.management.scenes import scenes


def test_the_typescript_types_are_fresh() -> None:
    assert TARGET.read_text() == typescript(), "run `make types`"


def test_every_type_that_is_named_is_declared() -> None:
    text = typescript()
    declared = set(re.findall(r"^export (?:interface|type) (\w+)", text, re.MULTILINE))
    code = re.sub(r'/\*\*.*?\*/|"[^"]*"', "", text, flags=re.DOTALL)
    used = set(re.findall(r"(?<=[:<|&\[( ])[A-Z]\w*", code)) - {"Record"}
    assert used <= declared


def test_the_page_of_all_parameters_is_fresh() -> None:
    assert PARAMETERS.read_text() == parameters_page(), "run `manage.py write_parameters`"


def test_the_creatures_of_how_it_works_are_what_the_engine_makes() -> None:
    assert SCENES.read_bytes() == scenes(), "run `manage.py write_scenes`"
