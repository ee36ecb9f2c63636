"""Shards that cost nothing to play, and threads that play them."""

import threading
import time

PATIENCE = 30  # s after which a test takes a deadlock for granted


class Piece:
    def __init__(self, number=0, cost=1.0):
        self.number, self.cost, self.creatures = number, cost, 3


class Stage:
    """Shards that play until the test lets them go."""

    def __init__(self):
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()
        self.played = []

    def play(self, piece):
        self.begun.release()
        assert self.go.wait(PATIENCE)
        self.played.append(piece.number)


def in_thread(function, *args):
    """Call in a thread; what it returned or raised is appended to `outcome`."""
    outcome = []

    def call():
        try:
            outcome.append(function(*args))
        except Exception as error:  # noqa: BLE001 - the test looks at it
            outcome.append(error)

    thread = threading.Thread(target=call, daemon=True)
    thread.outcome = outcome
    thread.start()
    return thread


def ended(thread):
    thread.join(PATIENCE)
    assert not thread.is_alive(), "deadlock"
    return thread.outcome[0]


def wait_until(true):
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.002)
