"""Contract: who may import whom, and what is light to load."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_import_rules_hold():
    lint = subprocess.run([Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, check=False)
    assert lint.returncode == 0


@pytest.mark.parametrize(
    "statement",
    [
        "import simulation.config, simulation.presets, simulation.clip_store, simulation.generation, simulation.genes",
        "import django; django.setup(); import evoweb.asgi, evoweb.runs.pages.forms, evoweb.runs.pages.urls",
    ],
)
def test_forms_and_pages_load_no_torch(statement):
    script = f"import sys; {statement}; sys.exit('torch' in sys.modules)"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "evoweb.settings"}
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=False).returncode == 0
