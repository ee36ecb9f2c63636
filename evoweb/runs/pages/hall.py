"""The page of the hall of fame: the best creatures, those that one has pinned, and one's own."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from pydantic import ValidationError

from evoweb.runs.people.designs import designs_of
from evoweb.runs.reading.hall import hall_filters, hall_page, pinned_entries
from evoweb.runs.schemas.founders import HallQuery


@login_required
@require_GET
def hall(request: HttpRequest) -> HttpResponse:
    """The hall, narrowed as the address says; what the address says wrongly is passed over."""
    user = cast("User", request.user)
    try:
        query = HallQuery.model_validate(request.GET.dict())
    except ValidationError:
        query = HallQuery()
    page = hall_page(user, query)
    props = {
        "query": query.model_dump(mode="json"),
        "page": page.model_dump(mode="json"),
        "filters": hall_filters(user).model_dump(mode="json"),
        "pins": [entry.model_dump(mode="json") for entry in pinned_entries(user)],
        "designs": [design.model_dump(mode="json") for design in designs_of(user)],
    }
    return render(request, "runs/hall.html", {"page": page, "props": props})
