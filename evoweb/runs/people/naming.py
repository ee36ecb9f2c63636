"""Names that people give to what is theirs."""

from simulation.errors import Problem

LONGEST = 100  # characters, of runs and belongings alike


def name_problems(name: str) -> list[Problem]:
    """What is wrong with a name, without the space around it."""
    if not name:
        return [Problem("name", "must not be empty")]
    if len(name) > LONGEST:
        return [Problem("name", f"must be at most {LONGEST} characters long")]
    return [] if name.isprintable() else [Problem("name", "must be one line of printable characters")]
