"""The exception tree of the engine.

EvoWebError
├── InvalidInput      a user's mistake; lists every problem with its path
│   ├── ConfigError       in the settings of a run
│   ├── GenomeError       in a genome given as JSON
│   └── CheckpointError   in bytes that should hold a population
├── PoolError         work that the pool did not do
│   ├── Busy              too much waits already; says when to come again
│   └── PoolClosed        it ends, or ended
└── (a programmer's mistake is a TypeError that names the shape wanted)

An exploded creature is no error: it is data, disqualified with a reason.
"""

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing wrong with an input: where, and what the bound is."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class EvoWebError(Exception):
    """Root of everything the engine raises on purpose."""


class InvalidInput(EvoWebError):
    """An input refused, with every problem found in it."""

    def __init__(self, problems: list[Problem]):
        if not problems:
            raise TypeError("an InvalidInput needs at least one Problem")
        self.problems = problems
        super().__init__("; ".join(str(problem) for problem in problems))


class ConfigError(InvalidInput):
    """Settings that cannot make a run."""


class GenomeError(InvalidInput):
    """A genome that cannot make a creature."""


class CheckpointError(InvalidInput):
    """Bytes that do not hold the population they should."""


class PoolError(EvoWebError):
    """Work that the pool did not do."""


class Busy(PoolError):
    """Work refused because too much waits already."""

    def __init__(self, retry_after: int):
        self.retry_after = retry_after  # s
        super().__init__(f"Too much is being simulated already; try again in {retry_after} s.")


class PoolClosed(PoolError):
    """Work given to a pool that has ended, or that ended before it was done."""
