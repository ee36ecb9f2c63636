"""Budget: the machine's threads, shared out over its processes by locks that the system frees when one dies.

EVOWEB_THREADS  how many may play at once, all processes of a user together; all cores but one if it is not set
EVOWEB_PIN      1: each thread stays on a core of its own, where the system can do that (Linux)
"""

import fcntl
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simulation.errors import ConfigError, PoolError, Problem


def n_threads() -> int:
    """The machine's budget of threads: EVOWEB_THREADS, or all cores but one; at least one.

    Raises:
        ConfigError: where EVOWEB_THREADS is no number.
    """
    asked = os.environ.get("EVOWEB_THREADS", "").strip()
    if asked and not asked.isdecimal():
        raise ConfigError([Problem("EVOWEB_THREADS", f"must be a number of threads, not {asked!r}")])
    return max(1, int(asked) if asked else len(cores()) - 1)


def cores() -> list[int]:
    """The numbers of the cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def cores_to_stay_on() -> list[int]:
    """For each thread the core that EVOWEB_PIN keeps it on, the last one first; none where that cannot be done."""
    wanted = os.environ.get("EVOWEB_PIN", "").strip() == "1" and hasattr(os, "sched_setaffinity")
    return cores()[::-1] if wanted else []


def budget_folder() -> Path:
    """Where the processes of this user meet; made if it is not there.

    Raises:
        PoolError: where somebody else made it or may write to it.
    """
    folder = Path(tempfile.gettempdir()) / f"evoweb-threads-{os.getuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PoolError(f"{folder} must be a folder that belongs to you and is closed to others; remove it")
    return folder


class Budget:
    """Slots to play in: of all processes together, one thread at a time holds each.

    A slot is a locked file, and so is the gate before it. Who waits for a slot holds its gate meanwhile, and whoever
    wants the slot again must pass the gate first: so two who want the same slot take turns.
    """

    def __init__(self, folder: Path, slots: int):
        self._files: list[tuple[int, int]] = []  # gate and slot
        for number in range(slots):
            gate, slot = (
                os.open(folder / f"{kind}-{number}", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
                for kind in ("gate", "slot")
            )
            with suppress(BlockingIOError):
                fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)  # where files cannot be locked, this tells now
                fcntl.flock(gate, fcntl.LOCK_UN)
            self._files.append((gate, slot))

    @contextmanager
    def slot(self, number: int, delayed: Callable[[], None]) -> Iterator[None]:
        """Hold a slot; each number for one thread of this process only.

        Args:
            delayed: called, maybe more than once, before waiting for another process.
        """
        gate, slot = self._files[number]
        for file in (gate, slot):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                delayed()
                fcntl.flock(file, fcntl.LOCK_EX)
        fcntl.flock(gate, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(slot, fcntl.LOCK_UN)

    def leave(self) -> None:
        """Close this process's hands on the files; a child must, or it would hold what its parent locked."""
        for file in (file for pair in self._files for file in pair):
            os.close(file)
        self._files.clear()
