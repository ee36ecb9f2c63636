"""Thousands are written one way for people: apart by thin spaces, by simulation.setting.spaced and panels/format.ts."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
WITH_COMMAS = re.compile(r"\{[^{}]*:,[^{}]*\}|intcomma|toLocaleString\(\)")
ITSELF = ("simulation/setting.py", "evoweb/runs/management/quality_report.py")  # the latter writes Markdown tables
DATES = "new Date("


def test_nothing_that_people_read_writes_thousands_with_commas() -> None:
    files = [*ROOT.glob("evoweb/**/*.py"), *ROOT.glob("templates/**/*.html"), *ROOT.glob("frontend/src/**/*.ts")]
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        if str(path.relative_to(ROOT)) not in ITSELF
        for line in path.read_text().splitlines()
        if WITH_COMMAS.search(line) and DATES not in line
    ]
    assert len(files) > 300
    assert found == []
