"""What several endpoints take and answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from ninja import Schema
from pydantic import WithJsonSchema

from simulation.config import RunConfig
from simulation.errors import GenomeError, InvalidInput, Problem

# Checked by RunConfig.parse, which reports every problem under the setting's own name.
Settings = Annotated[dict[str, Any], WithJsonSchema(RunConfig.model_json_schema())]


class ProblemShape(Schema):
    """One thing wrong with an input: where, and what the bound is."""

    path: str
    message: str


class Problems(Schema):
    """Everything wrong with an input."""

    problems: list[ProblemShape]


class Detail(Schema):
    """Why something was not done."""

    detail: str


@contextmanager
def alone() -> Iterator[None]:
    """Name problems of the only genome by its key in the body."""
    try:
        yield
    except GenomeError as error:
        problems = [Problem("genome" + path.removeprefix("[0]"), message) for path, message in error.problems]
        raise InvalidInput(problems) from error
