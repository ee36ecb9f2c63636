"""The pool: persistent threads that play shards, one pool a process. It knows callables, not creatures."""

import atexit
import math
import os
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any, Protocol, TypeVar

from simulation.budget import Budget, budget_folder, cores_to_stay_on, n_threads
from simulation.errors import Busy, PoolClosed
from simulation.metrics import Metrics

MOST_JOBS = 8  # at once; more wait outside or are refused
LONGEST_RETRY = 60  # s


class Piece(Protocol):
    """What can be told of a shard before it is played."""

    @property
    def cost(self) -> float:
        """s, roughly, on one thread."""

    @property
    def creatures(self) -> int:
        """How many it plays."""


P = TypeVar("P", bound=Piece)


class Runner:
    """Plays shards on the calling thread, one after another, and keeps metrics."""

    threads = 1

    def __init__(self) -> None:
        self.metrics = Metrics(self.threads)

    def run(self, play: Callable[[P], object], shards: Sequence[P], at_once: int) -> None:
        """Play every shard, at most `at_once` at a time, the costliest first; returns when all are played.

        An exception in a shard reaches the caller with its traceback; shards that had not begun by then are dropped.
        """
        self.metrics.queued(len(shards))
        left = deque(costliest_first(shards))
        try:
            while left:
                self._measured(play, left.popleft(), 0)
        finally:
            self.metrics.dropped(len(left))

    def _measured(self, play: Callable[[P], object], shard: P, thread: int) -> None:
        self.metrics.began(thread)
        error: BaseException | None = None
        try:
            play(shard)
        except BaseException as failure:
            error = failure
            raise
        finally:
            self.metrics.ended(thread, shard.creatures, error)
            del error  # or it would hold this frame, and this frame it


def costliest_first(shards: Sequence[P]) -> list[P]:
    """A short shard at the end keeps the other threads waiting for less."""
    return sorted(shards, key=lambda shard: -shard.cost)


class _Job:
    """The shards of one caller."""

    def __init__(self, play: Callable[[Any], object], shards: Sequence[Piece], at_once: int):
        self.play = play
        self.left = deque(costliest_first(shards))
        self.at_once = at_once
        self.playing = 0
        self.error: BaseException | None = None
        self.done = threading.Event()

    @property
    def is_ready(self) -> bool:
        """Whether another thread may take a shard of it."""
        return bool(self.left) and self.playing < self.at_once


class Pool(Runner):
    """A fixed number of threads that live on from call to call, for any number of callers at once.

    The shards of all callers are one queue, bounded in callers (MOST_JOBS): whichever thread is free takes the next
    shard, from each caller in turn, so that a small job does not wait for the whole of a big one. An exception is its
    caller's alone; the threads live on.
    """

    def __init__(self, threads: int, budget: Budget | None = None, cores: Sequence[int] = ()):
        """Start the threads.

        Args:
            budget: of as many slots; None: the threads ask nobody before they play.
            cores: that the threads stay on, in turn; none: the system decides.
        """
        self.threads = threads
        super().__init__()
        self._process = os.getpid()
        self._budget, self._cores = budget, cores
        self._changed = threading.Condition()  # guards what follows
        self._jobs: deque[_Job] = deque()  # that have shards left; the next one to be served first
        self._playing = 0
        self._is_closed = False
        self._places = threading.BoundedSemaphore(MOST_JOBS)
        self._here = threading.local()  # has_place, is_ours: of the current thread
        for number in range(threads):
            threading.Thread(target=self._work, args=[number], name=f"pool {number}", daemon=True).start()
        atexit.register(self.close)

    def run(self, play: Callable[[P], object], shards: Sequence[P], at_once: int) -> None:
        """Play every shard, at most `at_once` at a time, the costliest first; returns when all are played.

        An exception in a shard reaches the caller with its traceback; shards that had not begun by then are dropped.

        Raises:
            PoolClosed: the pool has ended, or ended meanwhile.
        """
        self._check_process()
        if getattr(self._here, "is_ours", False):
            raise TypeError("a shard cannot give shards to the pool that plays it: they would wait for each other")
        job = _Job(play, shards, at_once)
        with self._place():
            self._add(job)
            try:
                job.done.wait()
            finally:
                self._drop(job)
        error, job.error = job.error, None
        try:
            if error is not None:
                raise error
        finally:
            del error  # or it would hold this frame, and this frame it

    @contextmanager
    def limited(self) -> Iterator[None]:
        """Hold a place in the queue for whatever this thread gives the pool inside the block.

        Raises:
            Busy: at once, where all places are taken; with the seconds after which to come again.
        """
        self._check_process()
        if not self._places.acquire(blocking=False):
            self.metrics.refused()
            raise Busy(self._retry_after())
        self._here.has_place = True
        try:
            yield
        finally:
            self._here.has_place = False
            self._places.release()

    def close(self) -> None:
        """End: what is being played is finished, what was not begun raises PoolClosed at its caller."""
        atexit.unregister(self.close)
        if self._process != os.getpid():  # the threads are the parent's
            return
        with self._changed:
            self._is_closed = True
            for job in list(self._jobs):
                job.error = PoolClosed("The pool has ended before all was simulated.")
                self._drop(job)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._playing == 0)

    def leave(self) -> None:
        """What a child does with the pool of its parent: hold nothing of it."""
        if self._budget:
            self._budget.leave()

    def _check_process(self) -> None:
        if self._process != os.getpid():
            raise PoolClosed("This pool belongs to the process that this one was forked from.")

    def _place(self) -> AbstractContextManager[object]:
        return nullcontext() if getattr(self._here, "has_place", False) else self._places

    def _retry_after(self) -> int:
        with self._changed:
            left = sum(shard.cost for job in self._jobs for shard in job.left)
        return math.ceil(min(max(left / self.threads, 1), LONGEST_RETRY))

    def _add(self, job: _Job) -> None:
        with self._changed:
            if self._is_closed:
                raise PoolClosed("The pool has ended.")
            if job.left:
                self.metrics.queued(len(job.left))
                self._jobs.append(job)
                self._changed.notify(min(len(job.left), job.at_once))
            else:
                job.done.set()

    def _drop(self, job: _Job) -> None:
        """Forget the shards of a job that have not begun."""
        with self._changed:
            if job.left:
                self._jobs.remove(job)
                self.metrics.dropped(len(job.left))
                job.left.clear()
            if not job.playing:
                job.done.set()

    def _work(self, number: int) -> None:
        """What a thread does all its life."""
        self._here.is_ours = True
        if self._cores:
            with suppress(OSError):  # a core that was taken from us since
                os.sched_setaffinity(0, {self._cores[number % len(self._cores)]})
        while self._await():
            with self._slot(number):
                self._play_next(number)

    def _await(self) -> bool:
        """Wait until some job is ready; false when the pool has ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self._is_ready())
            return not self._is_closed

    def _is_ready(self) -> bool:
        return any(job.is_ready for job in self._jobs)

    def _slot(self, number: int) -> AbstractContextManager[None]:
        return self._budget.slot(number, self._wake_another) if self._budget else nullcontext()

    def _wake_another(self) -> None:
        """Another thread's slot may be free where this one's is not; whoever is first takes the shard."""
        with self._changed:
            self._changed.notify()

    def _play_next(self, number: int) -> None:
        """Play the next shard, unless others have taken them all."""
        with self._changed:
            job = next((job for job in self._jobs if job.is_ready), None)
            if job is None:
                return
            shard = job.left.popleft()
            self._jobs.remove(job)
            if job.left:
                self._jobs.append(job)  # the others' turn
            job.playing += 1
            self._playing += 1
        error: BaseException | None = None
        try:
            self._measured(job.play, shard, number)
        except BaseException as failure:  # noqa: BLE001 - whatever it is, it is the caller's
            error = failure
        with self._changed:
            job.playing -= 1
            self._playing -= 1
            if error is not None and job.error is None:
                job.error = error
            if error is not None or not job.left:
                self._drop(job)
            if self._is_closed:
                self._changed.notify_all()
            elif self._is_ready():
                self._changed.notify()
        del error  # or it would hold this frame, and this frame it


_machine: list[Pool] = []  # one at most
_making = threading.Lock()


def machine_pool() -> Pool:
    """The pool that the whole process shares; with those of other processes it keeps to the machine's budget.

    Raises:
        ConfigError: where EVOWEB_THREADS is no number.
        PoolError: where the budget cannot be shared.
    """
    with _making:
        if not _machine:
            threads = n_threads()
            _machine.append(Pool(threads, Budget(budget_folder(), threads), cores_to_stay_on()))
        return _machine[0]


def _begin_anew() -> None:
    """In a child: the threads stayed with the parent, and so must the locks they hold."""
    for pool in _machine:
        pool.leave()
    _machine.clear()
    _making.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_making.acquire, after_in_parent=_making.release, after_in_child=_begin_anew)
