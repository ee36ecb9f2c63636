"""manage.py compile: the engine for this machine, made before anything is served; needs no database."""

import os
import subprocess
import sys

from django.conf import settings

from simulation.kernel.loading import parts


def test_it_names_all_it_compiles_and_needs_no_database() -> None:
    command = [sys.executable, settings.BASE_DIR / "manage.py", "compile"]
    environment = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere"}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    for part in parts():
        assert f" {part}, " in said
    assert "The engine is ready" in said
