#!/usr/bin/env python
"""Django's command line for EvoWeb."""

import os
import select
import sys

from django.core.management import execute_from_command_line

INTERRUPTED, PIPE_CLOSED = 130, 141  # exit codes as shells give them: 128 and the signal


def main() -> None:
    """Run a command; Ctrl-C, and a reader of the output who went away (`| head`), end it without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evoweb.settings")
    try:
        try:
            execute_from_command_line(sys.argv)
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        if not is_closed(sys.stdout.fileno()):
            raise  # it was another pipe
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # what is left in Python's buffer goes there when it ends
        sys.exit(PIPE_CLOSED)


def is_closed(descriptor: int) -> bool:
    """Whether nobody reads any more what is written here."""
    poll = select.poll()
    poll.register(descriptor, 0)
    return any(event & select.POLLERR for _, event in poll.poll(0))


if __name__ == "__main__":
    main()
