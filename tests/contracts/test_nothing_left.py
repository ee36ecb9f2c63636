"""What tests start ends with them; `tests/faults/test_interrupted_tests.py` asks the same of pytest itself."""

import os
import signal
import subprocess
import sys

from django.conf import settings

from tests.nothing_left import MARK, marked
from tests.processes import until

STARTS_A_SLEEPER = """
import os, subprocess, sys, time
from tests import nothing_left
nothing_left.watch()
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
print(os.environ[nothing_left.MARK], flush=True)
time.sleep(600)
"""


def test_a_process_that_killed_tests_started_is_ended() -> None:
    environment = {key: value for key, value in os.environ.items() if key != MARK}
    tests = subprocess.Popen(
        [sys.executable, "-c", STARTS_A_SLEEPER], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE
    )
    assert tests.stdout
    mark = tests.stdout.readline().decode().strip()
    assert len(marked(mark)) == 1, "the sleeper alone"
    tests.send_signal(signal.SIGKILL)
    tests.wait()
    until(lambda: not marked(mark), lambda: "it sleeps still")
