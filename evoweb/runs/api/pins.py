"""/api/runs/<id>/creatures/<name>/pin, /unpin and /api/pins: replays that a person wants kept."""

from django.http import HttpRequest
from ninja import Router

from evoweb.runs.api.records import visible_run
from evoweb.runs.api.runs import user_of
from evoweb.runs.api.shapes import Detail
from evoweb.runs.deeds import pins
from evoweb.runs.reading import creatures
from evoweb.runs.schemas.creatures import Pinned

router = Router(tags=["runs"])


@router.get("pins", response=list[Pinned])
def list_pins(request: HttpRequest) -> list[Pinned]:
    """The replays that you have pinned, the newest first, of runs that you may see."""
    return pins.pinned_by(user_of(request))


@router.post(
    "runs/{int:run_id}/creatures/{name}/pin",
    response={200: Pinned, 404: Detail, 409: Detail, 429: Detail, 503: Detail},
)
def pin(request: HttpRequest, run_id: int, name: str, generation: int | None = None) -> Pinned:
    """Keep a creature's replay in a generation, in its latest where none is named.

    One that was not stored is simulated again and stored. Replays of champions are kept anyhow.
    """
    run = visible_run(request, run_id)
    score = creatures.score_of(run, name, generation)
    pins.pin_replay(run, score, user_of(request))
    return pins.pinned(run, score)


@router.post("runs/{int:run_id}/creatures/{name}/unpin", response={200: Pinned, 404: Detail})
def unpin(request: HttpRequest, run_id: int, name: str, generation: int | None = None) -> Pinned:
    """Let a replay go in time, as far as you are concerned."""
    run = visible_run(request, run_id)
    score = creatures.score_of(run, name, generation)
    pins.unpin_replay(score, user_of(request))
    return pins.pinned(run, score)
