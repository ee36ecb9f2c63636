"""/api/hall: the best creatures over all runs that you may see, and those that you have pinned."""

from django.http import HttpRequest
from ninja import Query, Router

from evoweb.runs.api.runs import user_of
from evoweb.runs.api.shapes import Problems
from evoweb.runs.reading.hall import hall_filters, hall_page, pinned_entries
from evoweb.runs.schemas.founders import HallEntry, HallFilters, HallPage, HallQuery

router = Router(tags=["hall"])


@router.get("", response={200: HallPage, 422: Problems})
def list_champions(request: HttpRequest, query: Query[HallQuery]) -> HallPage:
    """Champions of one task, the best by held-out mean first: one a run, and none that its run was given."""
    return hall_page(request.user, query)


@router.get("filters", response=HallFilters)
def list_filters(request: HttpRequest) -> HallFilters:
    """What the champions that you may see can be narrowed to."""
    return hall_filters(request.user)


@router.get("pins", response=list[HallEntry])
def list_pinned(request: HttpRequest) -> list[HallEntry]:
    """The creatures whose replays you have pinned, the newest first, of runs that you may see."""
    return pinned_entries(user_of(request))
