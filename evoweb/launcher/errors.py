"""What keeps EvoWeb from starting, in words for the person at the terminal."""

import errno


class LaunchError(Exception):
    """A refusal to start; its text is all that the person sees."""


def in_words(error: OSError) -> str:
    """An operating system's error in one line."""
    if error.errno == errno.ENOSPC:
        return f"the disk is full ({error.filename})"
    return f"{error.strerror} ({error.filename})"
