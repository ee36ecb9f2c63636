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

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple, TypeVar

MOST_LISTED = 20  # problems of one input; nobody reads more
MOST_SUGGESTIONS = 5  # of one input: each costs a comparison with every known name
LONGEST_SHOWN = 60  # characters of an unknown name; longer ones are cut, and resemble nothing

Finding = TypeVar("Finding")


class Problem(NamedTuple):
    """One thing wrong with an input: where, and what the bound is."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


def listed(found: Sequence[Finding], told: Callable[[Finding], Problem]) -> list[Problem]:
    """The first MOST_LISTED findings as problems, and one more that counts the others."""
    problems = [told(finding) for finding in found[:MOST_LISTED]]
    if len(found) > MOST_LISTED:
        problems.append(Problem("", f"and {len(found) - MOST_LISTED:,} more problems".replace(",", "\N{THIN SPACE}")))
    return problems


class Unknown:
    """Messages for the names in one input that nothing knows; the first few name the nearest known one."""

    def __init__(self, what: str):
        self.what = what  # "unknown setting"
        self.left = MOST_SUGGESTIONS

    def message(self, name: str, known: Iterable[str]) -> str:
        """What is wrong with a name, and which of the known ones was meant, perhaps."""
        if self.left == 0 or len(name) > LONGEST_SHOWN:
            return self.what
        self.left -= 1
        near = get_close_matches(name, known, n=1)
        return f"{self.what}; did you mean {near[0]}?" if near else self.what


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
