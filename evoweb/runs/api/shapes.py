"""What several endpoints take and answer."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import WithJsonSchema

from simulation.config import RunConfig

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
