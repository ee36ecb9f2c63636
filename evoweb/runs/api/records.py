"""/api/runs/<id>: what a run is and what it recorded, without signing in where it is public; to describe, delete it."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status
from ninja.errors import AuthenticationError

from evoweb.runs.api.auth import ANYONE, SIGNED_IN
from evoweb.runs.api.runs import editable_run, user_of
from evoweb.runs.api.shapes import Detail, Problems
from evoweb.runs.deeds.deleting import delete_run
from evoweb.runs.deeds.describing import rename_run, write_notes
from evoweb.runs.models import Generation, Run
from evoweb.runs.reading import creatures, histories, selectors
from evoweb.runs.schemas.creatures import CreatureDetail, CreaturePage, CreatureQuery
from evoweb.runs.schemas.generations import EliteMap, GenerationQuery, GenerationStats
from evoweb.runs.schemas.given import Given
from evoweb.runs.schemas.runs import RunDetail

router = Router(tags=["runs"], auth=ANYONE)


class Description(Given):
    """What of a run's name and notes is to change."""

    name: str | None = None
    notes: str | None = None
    seen: str = ""


NOT_FOR_YOU = {401: Detail, 404: Detail}


@router.get("{int:run_id}", response={200: RunDetail, **NOT_FOR_YOU})
def read_run(request: HttpRequest, run_id: int) -> RunDetail:
    """A run with its settings."""
    return selectors.run_detail(visible_run(request, run_id), request.user)


@router.patch("{int:run_id}", response={200: RunDetail, **NOT_FOR_YOU, 409: Detail, 422: Problems}, auth=SIGNED_IN)
def describe(request: HttpRequest, run_id: int, changes: Description) -> RunDetail:
    """Rename a run, or replace its notes: `seen` are those that were there when you began to write.

    Notes that somebody has changed meanwhile are not overwritten: 409.
    """
    run, user = editable_run(request, run_id), user_of(request)
    with transaction.atomic():
        if changes.name is not None:
            run = rename_run(run, user, changes.name)
        if changes.notes is not None:
            run = write_notes(run, user, changes.notes, changes.seen)
    return selectors.run_detail(run, request.user)


@router.delete("{int:run_id}", response={204: None, **NOT_FOR_YOU, 409: Detail}, auth=SIGNED_IN)
def delete(request: HttpRequest, run_id: int) -> Status[None]:
    """Delete a run that is not queued or running, with all that it recorded; forks of it live on."""
    delete_run(editable_run(request, run_id), user_of(request))
    return Status(204, None)


@router.get("{int:run_id}/generations", response={200: list[GenerationStats], **NOT_FOR_YOU, 422: Problems})
def list_generations(
    request: HttpRequest, response: HttpResponse, run_id: int, query: Query[GenerationQuery]
) -> list[GenerationStats]:
    """The first recorded generations above number `after`, up to `limit`; the header Link leads to the next ones."""
    found = histories.generations_after(visible_run(request, run_id), query.after, query.limit)
    if len(found) == query.limit:
        following = f"{request.path}?after={found[-1].number}&limit={query.limit}"
        response["Link"] = f'<{request.build_absolute_uri(following)}>; rel="next"'
    return found


@router.get("{int:run_id}/generations/{int:number}", response={200: GenerationStats, **NOT_FOR_YOU})
def read_generation(request: HttpRequest, run_id: int, number: int) -> GenerationStats:
    """A generation in figures."""
    return histories.generation_stats(recorded(request, run_id, number))


@router.get("{int:run_id}/generations/{int:number}/map", response={200: EliteMap, **NOT_FOR_YOU})
def read_map(request: HttpRequest, run_id: int, number: int) -> EliteMap:
    """The map of elites that a generation of a MAP-Elites run holds."""
    return histories.elite_map(recorded(request, run_id, number))


@router.get(
    "{int:run_id}/generations/{int:number}/creatures", response={200: CreaturePage, **NOT_FOR_YOU, 422: Problems}
)
def list_creatures(request: HttpRequest, run_id: int, number: int, query: Query[CreatureQuery]) -> CreaturePage:
    """The creatures of a generation."""
    return creatures.creature_page(recorded(request, run_id, number), query)


@router.get("{int:run_id}/creatures/{name}", response={200: CreatureDetail, **NOT_FOR_YOU, 503: Detail})
def read_creature(request: HttpRequest, run_id: int, name: str, generation: int | None = None) -> CreatureDetail:
    """A creature with its genome, as it stood in a generation; in its latest where none is named."""
    run = visible_run(request, run_id)
    return creatures.creature_detail(run, creatures.score_of(run, name, generation), request.user)


def visible_run(request: HttpRequest, run_id: int) -> Run:
    """The run, if they who ask may see it.

    Raises:
        Run.DoesNotExist: they may not, or there is none.
        AuthenticationError: they have not signed in, which might help.
    """
    run = selectors.visible_runs(request.user).select_related("owner").filter(pk=run_id).first()
    if run is None and not request.user.is_authenticated:
        raise AuthenticationError
    if run is None:
        raise Run.DoesNotExist
    return run


def recorded(request: HttpRequest, run_id: int, number: int) -> Generation:
    return visible_run(request, run_id).recorded.get(number=number)
