"""The logs of processes: appended to by who writes, kept small by the launcher; beside each stands its former one."""

import contextlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

MOST_BYTES = 10_000_000


def former(log: Path) -> Path:
    """Where the lines before those of `log` are kept."""
    return log.with_name(f"{log.name}.1")


def roll_over(logs: Iterable[Path]) -> None:
    """Move what has grown too large aside. Its writers keep the file open and go on at its new end (O_APPEND)."""
    for log in logs:
        with contextlib.suppress(FileNotFoundError):
            if log.stat().st_size > MOST_BYTES:
                with contextlib.suppress(OSError):  # where there is no room for the copy, the lines go
                    shutil.copyfile(log, former(log))
                os.truncate(log, 0)


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.exists() else ""
