"""What is refused, and what is broken."""


class Refused(Exception):
    """The state of things does not allow it; the text says why."""
