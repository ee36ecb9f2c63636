"""What commands that take a run's settings on their command line have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError, CommandParser

from simulation.config import RunConfig
from simulation.errors import ConfigError, InvalidInput, Problem


def add_set_option(parser: CommandParser) -> None:
    """--set KEY=VALUE, as often as wanted."""
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", dest="chosen", help="a setting of the run"
    )


def settings_of(pairs: list[str]) -> dict[str, str | None]:
    """Settings from KEY=VALUE texts; nothing after the = leaves a setting to itself (None).

    Raises:
        ConfigError: naming every text that is no pair.
    """
    problems = [Problem("--set", f"must be KEY=VALUE, not {pair!r}") for pair in pairs if "=" not in pair]
    if problems:
        raise ConfigError(problems)
    split = (pair.partition("=") for pair in pairs)
    return {key.strip(): value.strip() or None for key, _, value in split}


def parse_settings(pairs: list[str], **defaults: Any) -> RunConfig:
    """The settings that KEY=VALUE texts make, the rest as given or by default; raises ConfigError."""
    return RunConfig.parse(defaults | settings_of(pairs))


@contextmanager
def problems_as_command_error() -> Iterator[None]:
    """A user's mistake becomes a message that lists every problem, and exit code 1."""
    try:
        yield
    except InvalidInput as error:
        raise CommandError("\n".join(str(problem) for problem in error.problems)) from error
