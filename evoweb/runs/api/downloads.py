"""What a run recorded as files: genomes, clips and tables; without signing in where the run is public."""

import json
import re
import unicodedata
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any, TypeVar

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from ninja import Query, Router

from evoweb.runs.api.auth import ANYONE
from evoweb.runs.api.records import NOT_FOR_YOU, recorded, visible_run
from evoweb.runs.api.shapes import Detail, Problems
from evoweb.runs.errors import Refused
from evoweb.runs.models import Run, Score
from evoweb.runs.reading import creatures, tables
from evoweb.runs.reading.replays import clip_in
from evoweb.runs.reading.stored import DamagedError
from simulation import clips
from simulation.champions import HELD_OUT
from simulation.errors import CheckpointError

Answer = TypeVar("Answer", bound=HttpResponseBase)

router = Router(tags=["downloads"], auth=ANYONE)

LONGEST_NAME = 60
LAST_NUMBER = 2**31  # of a generation or a rank
GENOME = "application/json"
CLIP = "application/octet-stream"
TABLE = "text/csv; charset=utf-8"


def file_of(kind: str) -> dict[str, Any]:
    """What the documentation says of an answer that is a file."""
    return {"responses": {200: {"description": "The file", "content": {kind: {"schema": {"type": "string"}}}}}}


@router.get(
    "{int:run_id}/creatures/{name}/genome.json",
    response={409: Detail, 503: Detail, **NOT_FOR_YOU},
    openapi_extra=file_of(GENOME),
)
def genome_file(request: HttpRequest, run_id: int, name: str, generation: int | None = None) -> HttpResponse:
    """A creature's genome in the public format (evoweb-genome/1), which every import takes."""
    run, score = found(request, run_id, name, generation)
    try:
        genome = creatures.genome_of(run, score)
    except (CheckpointError, DamagedError) as error:
        raise Refused(str(error)) from error
    return as_file(HttpResponse(json.dumps(genome), GENOME), creature_file(run, score, "json"))


@router.get(
    "{int:run_id}/creatures/{name}/clip",
    response={409: Detail, 422: Problems, 429: Detail, 503: Detail, **NOT_FOR_YOU},
    openapi_extra=file_of(CLIP),
)
def clip_file(
    request: HttpRequest,
    run_id: int,
    name: str,
    generation: int | None = None,
    trial: Annotated[int | None, Query(ge=1, le=HELD_OUT)] = None,
) -> HttpResponse:
    """A creature's replay as its bytes go over the websocket (docs/protocol.md), simulated again if none is stored.

    `trial`: how it does in one of the run's held-out trials, 1 to 16, in place of its generation's first.
    """
    run, score = found(request, run_id, name, generation)
    try:
        clip = clip_in(run, score, trial=trial)
    except (CheckpointError, DamagedError) as error:
        raise Refused(str(error)) from error
    return as_file(HttpResponse(clips.message(clip), CLIP), creature_file(run, score, "evc"))


@router.get("{int:run_id}/generations.csv", response={422: Problems, **NOT_FOR_YOU}, openapi_extra=file_of("text/csv"))
def generations_file(
    request: HttpRequest, run_id: int, after: Annotated[int, Query(ge=-1, lt=LAST_NUMBER)] = -1
) -> StreamingHttpResponse:
    """The figures of all generations of a run, a row each: the first 100 000 above number `after`."""
    run = visible_run(request, run_id)
    rows = tables.generation_table(run, after)
    return as_file(streamed(tables.in_pieces(rows)), f"{slug(run.name)}-generations.csv")


@router.get(
    "{int:run_id}/generations/{int:number}/creatures.csv",
    response={422: Problems, **NOT_FOR_YOU},
    openapi_extra=file_of("text/csv"),
)
def creatures_file(
    request: HttpRequest, run_id: int, number: int, after: Annotated[int, Query(ge=0, lt=LAST_NUMBER)] = 0
) -> StreamingHttpResponse:
    """The creatures of a generation, the best first, a row each: the first 100 000 below rank `after`."""
    generation = recorded(request, run_id, number)
    rows = tables.creature_table(generation, after)
    return as_file(streamed(tables.in_pieces(rows)), f"{slug(generation.run.name)}-generation-{number}.csv")


def found(request: HttpRequest, run_id: int, name: str, generation: int | None) -> tuple[Run, Score]:
    run = visible_run(request, run_id)
    return run, creatures.score_of(run, name, generation)


def streamed(pieces: Iterator[str]) -> StreamingHttpResponse:
    """An answer that is made while it is sent."""

    def following() -> str | None:
        return next(pieces, None)

    async def made() -> AsyncIterator[str]:
        while (piece := await sync_to_async(following)()) is not None:
            yield piece

    return StreamingHttpResponse(made(), content_type=TABLE)


def as_file(answer: Answer, name: str) -> Answer:
    """The answer, for a browser to put into a file of this name."""
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def creature_file(run: Run, score: Score, extension: str) -> str:
    return f"{slug(run.name)}-creature-{score.creature.name}-generation-{score.generation.number}.{extension}"


def slug(name: str) -> str:
    """A run's name as part of a file's name: small letters and digits of any script, with dashes between."""
    apart = unicodedata.normalize("NFKD", name)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()
    return re.sub(r"[\W_]+", "-", plain)[:LONGEST_NAME].strip("-") or "run"
