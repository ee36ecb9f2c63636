"""Whoever interrupts the tests is left without a process of theirs."""

import os
import signal
import subprocess
import sys
import uuid

import psutil
import pytest
from django.conf import settings

from tests.nothing_left import MARK, is_alive, marked
from tests.processes import until

pytestmark = pytest.mark.faults

PATIENCE_S = 120.0
SMALL = "tests/faults/test_fair_turns.py"  # starts a launcher, which starts all of EvoWeb, each in its own session


@pytest.mark.parametrize(
    ("how", "options"),
    [(signal.SIGINT, []), (signal.SIGTERM, []), (signal.SIGINT, ["-n", "1"]), (signal.SIGKILL, [])],
    ids=["Ctrl-C", "SIGTERM", "Ctrl-C with xdist", "kill -9"],
)
def test_an_interrupted_pytest_leaves_no_process(how: signal.Signals, options: list[str]) -> None:
    name = uuid.uuid4().hex
    environment = {key: value for key, value in os.environ.items() if key != MARK} | {"LOOKED_FOR": name}
    pytest_process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-m", "faults", *options, SMALL],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    until(
        lambda: any("qcluster" in process.cmdline() for process in marked(name, "LOOKED_FOR")),
        lambda: "no worker is started",
        PATIENCE_S,
    )
    before = psutil.Process(pytest_process.pid).children(
        recursive=True
    )  # Postgres among them, which has no environment
    assert any("postgres" in process.name() for process in before)
    pytest_process.send_signal(how)
    pytest_process.wait(PATIENCE_S)
    until(
        lambda: not marked(name, "LOOKED_FOR") and not any(map(is_alive, before)),
        lambda: f"left: {[process for process in {*marked(name, 'LOOKED_FOR'), *before} if is_alive(process)]}",
        PATIENCE_S,
    )
