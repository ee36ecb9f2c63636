"""The page of the hall of fame: the best creatures, those that one has pinned, and one's own."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evoweb.runs.pages.addresses import asked, takes
from evoweb.runs.people.designs import designs_of
from evoweb.runs.reading.hall import hall_filters, hall_page, pinned_entries
from evoweb.runs.schemas.founders import HallQuery

FILTERS = tuple(HallQuery.model_fields)


@login_required
@require_GET
@takes(*FILTERS)
def hall(request: HttpRequest) -> HttpResponse:
    """The hall, narrowed as the address says."""
    user = cast("User", request.user)
    query = asked(request, HallQuery, {name: request.GET[name] for name in FILTERS if name in request.GET})
    page = hall_page(user, query)
    props = {
        "query": query.model_dump(mode="json"),
        "page": page.model_dump(mode="json"),
        "filters": hall_filters(user).model_dump(mode="json"),
        "pins": [entry.model_dump(mode="json") for entry in pinned_entries(user)],
        "designs": [design.model_dump(mode="json") for design in designs_of(user)],
    }
    return render(request, "runs/hall.html", {"page": page, "props": props})
