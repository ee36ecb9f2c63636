"""Contract: generated files are what their sources make of them now."""

import re

from evoweb.runs.api.typescript import TARGET, typescript


def test_the_typescript_types_are_fresh() -> None:
    assert TARGET.read_text() == typescript(), "run `make types`"


def test_every_type_that_is_named_is_declared() -> None:
    text = typescript()
    declared = set(re.findall(r"^export (?:interface|type) (\w+)", text, re.MULTILINE))
    code = re.sub(r'/\*\*.*?\*/|"[^"]*"', "", text, flags=re.DOTALL)
    used = set(re.findall(r"(?<=[:<|&\[( ])[A-Z]\w*", code)) - {"Record"}
    assert used <= declared
