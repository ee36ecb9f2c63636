"""`make audit` fails for what is known to be weak, for nothing else, and never calls silence an all-clear."""

import importlib.util
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "audit.py"
WEAK = {"name": "left", "version": "1.0", "vulns": [{"id": "PYSEC-1", "description": "Opens the door\nlong story"}]}
WELL = {"name": "right", "version": "1.0", "vulns": []}
UNKNOWN = {"name": "lost", "skip_reason": "Dependency not found on PyPI and could not be audited: lost (1.0)"}


@pytest.fixture
def audit() -> Any:
    spec = importlib.util.spec_from_file_location("audit", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_pip_audit_found_is_read(audit: Any) -> None:
    said = json.dumps({"dependencies": [WEAK, WELL, UNKNOWN]})
    assert audit.of_python(said, "") == [("PYSEC-1", "left 1.0", "Opens the door")]
    assert audit.of_python(json.dumps({"dependencies": [WELL]}), "") == []


@pytest.mark.parametrize("said", ["", json.dumps({"dependencies": [UNKNOWN]}), "{}"])
def test_a_service_that_knows_no_package_is_no_all_clear(audit: Any, said: str) -> None:
    with pytest.raises(audit.NotTold):
        audit.of_python(said, "ConnectionError: no route")


def test_what_npm_audit_found_is_read_once_for_each_package_that_has_it(audit: Any) -> None:
    via = {"url": "https://github.com/advisories/GHSA-1", "title": "Opens the window"}
    said = json.dumps({"vulnerabilities": {"a": {"via": [via]}, "b": {"via": ["a"]}}})
    assert audit.of_javascript(said, "") == [("GHSA-1", "a", "Opens the window")]


@pytest.mark.parametrize("said", ["", '{"message": "405 Method Not Allowed"}', '{"error": {"summary": "no network"}}'])
def test_npms_silence_is_no_all_clear(audit: Any, said: str) -> None:
    with pytest.raises(audit.NotTold):
        audit.of_javascript(said, "npm error")


def test_an_exception_has_a_reason_and_runs_out(audit: Any, tmp_path: Path) -> None:
    audit.EXCEPTIONS = tmp_path / "exceptions.toml"
    audit.EXCEPTIONS.write_text('[[exception]]\nadvisory = "GHSA-1"\nuntil = 2026-01-31\nreason = "not run"\n')
    weak = [audit.Weakness("GHSA-1", "a", "Opens the window")]
    assert audit.judge(weak, audit.excused(date(2026, 1, 31)))
    assert not audit.judge(weak, audit.excused(date(2026, 2, 1)))


def test_the_exceptions_that_are_kept_can_be_read(audit: Any) -> None:
    assert all(audit.excused(date.today()).values())
