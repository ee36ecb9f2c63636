"""/api/runs/<id>/creatures/<name>/test: whether a creature does again what it did."""

from django.http import HttpRequest
from ninja import Router

from evoweb.runs.api.auth import ANYONE
from evoweb.runs.api.downloads import found
from evoweb.runs.api.records import NOT_FOR_YOU
from evoweb.runs.api.shapes import Detail
from evoweb.runs.errors import Refused
from evoweb.runs.reading.repeating import test_of
from evoweb.runs.reading.stored import DamagedError
from evoweb.runs.schemas.creatures import CreatureTest
from simulation.errors import CheckpointError

router = Router(tags=["runs"], auth=ANYONE)


@router.get(
    "{int:run_id}/creatures/{name}/test",
    response={200: CreatureTest, 409: Detail, 429: Detail, 503: Detail, **NOT_FOR_YOU},
)
def repeat_test(request: HttpRequest, run_id: int, name: str, generation: int | None = None) -> CreatureTest:
    """A creature's scores from 64 starts that nobody chose it by, at one, two and four times the physics rate."""
    try:
        return test_of(*found(request, run_id, name, generation))
    except (CheckpointError, DamagedError) as error:
        raise Refused(str(error)) from error
