"""manage.py compile: the time loops of this machine, made before anything is served; needs no database."""

import os
import subprocess
import sys

from django.conf import settings

from simulation.kernel.loading import targets


def test_it_names_every_time_loop_and_needs_no_database() -> None:
    command = [sys.executable, settings.BASE_DIR / "manage.py", "compile"]
    environment = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere"}
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    for task, brain in targets():
        assert f"{task} with brain {brain}" in said
    assert "Time loops are ready" in said
