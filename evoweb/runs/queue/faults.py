"""What an error that reached us was caused by."""

import errno
from collections.abc import Iterator

import psycopg


def is_full(error: BaseException) -> bool:
    """Whether it was the database's disk, or one of ours, that had no room."""
    return any(
        isinstance(cause, psycopg.errors.DiskFull) or (isinstance(cause, OSError) and cause.errno == errno.ENOSPC)
        for cause in causes(error)
    )


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error, what it was made from, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
