"""The database for commands that work on all of it: the running installation's, or brought up for the while."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from evoweb.launcher import checks, places, processes
from evoweb.launcher.errors import LaunchError
from evoweb.launcher.postgres import Postgres


@contextmanager
def database(in_use: bool) -> Iterator[bool]:
    """Let the embedded Postgres answer within the block, unless DATABASE_URL names another; whether it is ours alone.

    Args:
        in_use: whether EvoWeb may run meanwhile.
    Raises:
        LaunchError: it runs and may not, or Postgres does not start.
    """
    if os.environ.get("DATABASE_URL"):
        yield False
        return
    var = checks.prepared_folder(places.var_folder())
    try:
        lock = checks.only_launcher(var)
    except LaunchError:
        if not in_use:
            raise
        yield False
        return
    with lock:
        processes.end_what_is_left(var)
        postgres = Postgres(var)
        try:
            postgres.start()
            yield True
        finally:
            postgres.stop()
