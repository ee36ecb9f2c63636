"""/api/simulation/check and /clip: one creature, as somebody draws it: what is wrong with it, and how it moves."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from evoweb.runs.api.downloads import CLIP, file_of
from evoweb.runs.api.shapes import Detail, Problems, ProblemShape, Settings, alone
from evoweb.runs.api.simulation import MOST_FRAME_NUMBERS, steps_problems
from evoweb.runs.compute import seat
from evoweb.runs.schemas.given import Given
from simulation import clips
from simulation.config import RunConfig
from simulation.errors import ConfigError, InvalidInput, Problem
from simulation.setting import spaced

router = Router(tags=["simulation"])


class Trial(Given):
    """A creature and the settings under which it is tried; those of its body's room and its net follow its genome."""

    genome: Any
    config: Settings = Field(default_factory=dict)


@router.post("check", response={200: Problems, 401: Detail, 422: Problems, 429: Detail, 503: Detail})
def check(request: HttpRequest, trial: Trial) -> Problems:
    """What is wrong with a creature, if anything; what is wrong with the settings is refused."""
    config = RunConfig.parse(trial.config)
    with seat():
        try:
            fitting(trial.genome, config)
        except InvalidInput as error:
            return Problems(problems=[ProblemShape(**problem._asdict()) for problem in error.problems])
    return Problems(problems=[])


@router.post(
    "clip",
    response={401: Detail, 422: Problems, 429: Detail, 503: Detail},
    openapi_extra=file_of(CLIP),
)
def clip(request: HttpRequest, trial: Trial) -> HttpResponse:
    """One creature's episode in its first layout, as the bytes that replays are made of (docs/protocol.md)."""
    config = RunConfig.parse(trial.config)
    with seat():
        config = fitting(trial.genome, config)
        if problems := clip_problems(config):
            raise ConfigError(problems)
        return HttpResponse(trial_clip(trial.genome, config), content_type=CLIP)


def fitting(genome: Any, config: RunConfig) -> RunConfig:
    """The settings, changed where a body's room and its net ask for it.

    Raises:
        InvalidInput: with every problem of the genome, each with its path after `genome`.
    """
    from simulation.genome_settings import origins_of  # noqa: PLC0415 - loads torch, which the pages never need

    with alone():
        return origins_of([genome], config)[0]


def clip_problems(config: RunConfig) -> list[Problem]:
    """What exceeds the bounds on one request."""
    numbers = (config.n_steps // config.frame_every + 1) * config.max_nodes * 3
    if numbers > MOST_FRAME_NUMBERS:
        message = f"up to {spaced(numbers)} coordinates are more than the {spaced(MOST_FRAME_NUMBERS)} of one answer"
        return [Problem("seconds", message)]
    return steps_problems(config, 1, "seconds")


def trial_clip(genome: Any, config: RunConfig) -> bytes:
    """The message of a creature's clip."""
    from simulation.genome import parse_genomes  # noqa: PLC0415 - loads torch, which the pages never need
    from simulation.layouts import layouts_of  # noqa: PLC0415
    from simulation.replay import filmed  # noqa: PLC0415

    layouts = replace(layouts_of(config, 0), count=1)
    return clips.message(filmed(parse_genomes([genome], config), config, layouts, generation=0))
