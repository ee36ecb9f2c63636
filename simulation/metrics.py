"""Metrics: what a pool does and has done, kept as it runs in bounded memory."""

import math
import threading
import time
from collections import Counter, deque
from typing import Any

WINDOW = 4096  # latencies remembered
MINUTE = 60  # s that "lately" means


class Metrics:
    """Counts and times of the shards that some threads play; safe from any thread."""

    def __init__(self, threads: int):
        self._lock = threading.Lock()
        self._threads = threads
        self._waiting = self._active = self._peak_waiting = self._peak_active = 0
        self._shards = self._creatures = self._refusals = 0
        self._errors: Counter[str] = Counter()
        self._latencies: deque[float] = deque(maxlen=WINDOW)  # s
        self._began = [0.0] * threads  # s, when each thread began its shard; 0: it plays none
        self._busy = [0.0] * threads  # s, of shards played
        self._any_busy = 0.0  # s in which one thread or more was busy
        self._changed = self._born = time.monotonic()
        self._lately = Lately(threads)

    def queued(self, count: int) -> None:
        """So many shards wait more."""
        with self._lock:
            self._waiting += count
            self._peak_waiting = max(self._peak_waiting, self._waiting)

    def dropped(self, count: int) -> None:
        """So many shards that waited will not be played."""
        with self._lock:
            self._waiting -= count

    def began(self, thread: int) -> None:
        """A thread begins a shard that waited."""
        with self._lock:
            self._tick()
            self._began[thread] = self._changed
            self._waiting -= 1
            self._active += 1
            self._peak_active = max(self._peak_active, self._active)

    def ended(self, thread: int, creatures: int, error: BaseException | None) -> None:
        """A thread has ended its shard of so many creatures; one that failed has played none."""
        with self._lock:
            self._tick()
            start, self._began[thread] = self._began[thread], 0.0
            self._active -= 1
            self._busy[thread] += self._changed - start
            self._lately.add(thread, start, self._changed)
            if error is not None:
                self._errors[type(error).__name__] += 1
                return
            self._latencies.append(self._changed - start)
            self._shards += 1
            self._creatures += creatures
            self._lately.count(self._changed, creatures)

    def refused(self) -> None:
        """Work was turned away."""
        with self._lock:
            self._refusals += 1

    def _tick(self) -> None:
        now = time.monotonic()
        if self._active:
            self._any_busy += now - self._changed
        self._changed = now

    def snapshot(self) -> dict[str, Any]:
        """Everything, ready for JSON. It stays the same while nothing happens, a minute after the last shard.

        Since the start: `threads`; `shards` and `creatures` played; `errors`, shards that failed, by type of exception;
        `refusals`, calls turned away because too much waited; `peak_active` and `peak_queue_depth`; `busy_s`, for each
        thread the seconds spent on shards; `busy_threads`, the mean number of threads busy while any was (None before
        the first shard).
        Now: `active`, shards being played; `queue_depth`, shards that wait for a thread.
        Of the last WINDOW shards: `latency_p50_s`, `latency_p95_s`, `latency_p99_s`, from a shard's start to its end
        (None before the first).
        Of the last minute: `busy_shares`, for each thread the share of the time spent on shards; `busy_share`, their
        mean; `creatures_per_s`.
        """
        with self._lock:
            self._tick()
            running = [self._changed - start if start else 0.0 for start in self._began]
            busy = [done + part for done, part in zip(self._busy, running, strict=True)]
            shares = self._lately.shares(self._began, self._born, self._changed)
            latencies = sorted(self._latencies)
            figures: dict[str, Any] = {
                "threads": self._threads,
                "shards": self._shards,
                "creatures": self._creatures,
                "errors": dict(self._errors),
                "refusals": self._refusals,
                "active": self._active,
                "queue_depth": self._waiting,
                "peak_active": self._peak_active,
                "peak_queue_depth": self._peak_waiting,
                "busy_threads": round(sum(busy) / self._any_busy, 3) if self._any_busy else None,
                "creatures_per_s": round(self._lately.rate(self._born, self._changed), 3),
            }
        return figures | {
            "busy_s": [round(seconds, 3) for seconds in busy],
            "busy_shares": [round(share, 4) for share in shares],
            "busy_share": round(sum(shares) / len(shares), 4),
            **{f"latency_p{share}_s": percentile(latencies, share) for share in (50, 95, 99)},
        }


def percentile(rising: list[float], share: int) -> float | None:
    """The smallest of these values that at least `share` % of them do not exceed; None of no values."""
    return rising[max(math.ceil(share / 100 * len(rising)), 1) - 1] if rising else None


class Lately:
    """What happened in each second of the last minute."""

    def __init__(self, threads: int):
        self._threads = threads
        self._busy: dict[int, list[float]] = {}  # by second: s of it in which each thread was busy
        self._creatures: Counter[int] = Counter()  # by second: how many were done in it

    def add(self, thread: int, start: float, end: float) -> None:
        """A thread was busy from `start` to `end`, s."""
        for second in range(max(int(start), oldest(end)), int(end) + 1):
            if second not in self._busy:
                self._busy[second] = [0.0] * self._threads
                self._forget(end)
            self._busy[second][thread] += min(end, second + 1) - max(start, second)

    def count(self, now: float, creatures: int) -> None:
        """So many creatures are done."""
        self._creatures[int(now)] += creatures

    def shares(self, began: list[float], born: float, now: float) -> list[float]:
        """Each thread's share of the time spent on shards; `began`: when it began the one it plays, 0: none."""
        since = max(born, oldest(now))
        seconds = [busy for second, busy in self._busy.items() if second >= oldest(now)]
        done = [sum(busy[thread] for busy in seconds) for thread in range(self._threads)]
        playing = [now - max(start, since) if start else 0.0 for start in began]
        return [(a + b) / max(now - since, 1e-9) for a, b in zip(done, playing, strict=True)]

    def rate(self, born: float, now: float) -> float:
        """Creatures done per second."""
        done = sum(count for second, count in self._creatures.items() if second >= oldest(now))
        return done / max(now - max(born, oldest(now)), 1e-9)

    def _forget(self, now: float) -> None:
        for past in [second for second in self._busy if second < oldest(now)]:
            del self._busy[past]
        for past in [second for second in self._creatures if second < oldest(now)]:
            del self._creatures[past]


def oldest(now: float) -> int:
    """The first second that still counts."""
    return int(now) - MINUTE + 1
