"""No process outlives the tests that started it, however pytest ends: done, interrupted, terminated or killed.

Everything that tests start inherits a mark in its environment, but for Postgres, which is given none: so a watcher
beside pytest also notes all that descends from it. Once pytest is gone, the watcher ends whatever is left. Fixtures end
what they started; the watcher is for those that had no time to.
"""

import os
import select
import signal
import subprocess
import sys
import time
import uuid
from contextlib import suppress

import psutil

MARK = "EVOWEB_TESTS"
ROUNDS_WITHOUT_ANY = 5  # one that is just being started may not be seen yet
PAUSE_S = 0.1
LOOK_EVERY_S = 0.3


def watch() -> None:
    """Start the watcher of this process; a worker of pytest-xdist is watched with its pytest.

    A request to terminate is from now on what Ctrl-C is, so that fixtures are torn down.
    """
    if MARK in os.environ:
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    unmarked = dict(os.environ)
    os.environ[MARK] = uuid.uuid4().hex
    watcher = [sys.executable, __file__, os.environ[MARK], str(os.getpid())]
    watching.append(subprocess.Popen(watcher, stdin=subprocess.PIPE, env=unmarked, start_new_session=True))


watching: list[subprocess.Popen[bytes]] = []  # holds the pipe open whose end tells that this process is gone


def marked(value: str, name: str = MARK) -> list[psutil.Process]:
    """The living processes that have this in their environment."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get(name) == value and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


def descendants_until_the_end(of: int) -> set[psutil.Process]:
    """All that descended from a process, once the other end of our input is gone with it."""
    seen: set[psutil.Process] = set()
    while not select.select([sys.stdin], [], [], LOOK_EVERY_S)[0]:
        with suppress(psutil.Error):
            seen.update(psutil.Process(of).children(recursive=True))
    return seen - {psutil.Process()}


def end_all(value: str, seen: set[psutil.Process]) -> None:
    """kill -9 of all that carry the mark or were seen, until there are none."""
    rounds = 0
    while rounds < ROUNDS_WITHOUT_ANY:
        left = [*marked(value), *filter(is_alive, seen)]
        rounds = 0 if left else rounds + 1
        for process in left:
            with suppress(psutil.Error):
                process.kill()
        time.sleep(PAUSE_S)


def is_alive(process: psutil.Process) -> bool:
    """Whether it runs still, and is no zombie; another process with its number does not count."""
    with suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


if __name__ == "__main__":
    end_all(sys.argv[1], descendants_until_the_end(int(sys.argv[2])))
