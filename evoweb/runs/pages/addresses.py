"""What addresses of pages ask for. A person may have typed it: what is not understood is said on the page."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from pydantic import ValidationError

from evoweb.runs.schemas.given import Given
from simulation.errors import LONGEST_SHOWN, MOST_SUGGESTIONS, Unknown
from simulation.setting import plain

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Query = TypeVar("Query", bound=Given)


def takes(*known: str) -> Callable[[View], View]:
    """A page whose address may hold these parameters; others are passed over, and the page says so."""

    def page_of(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            unknown = Unknown("which this page does not know")
            for name in [name for name in request.GET if name not in known][:MOST_SUGGESTIONS]:
                words = unknown.message(name, known)
                messages.warning(request, f"The address asks for “{name[:LONGEST_SHOWN]}”, {words}")
            return view(request, *args, **kwargs)

        return cast("View", page)

    return page_of


def asked(request: HttpRequest, query: type[Query], given: Mapping[str, Any]) -> Query:
    """The question that an address asks; values that cannot be are passed over, and the page says so."""
    try:
        return query.model_validate(given)
    except ValidationError as error:
        wrong = {str(found["loc"][0]): plain(found["msg"]) for found in error.errors(include_url=False)}
    for name, why in wrong.items():
        messages.warning(request, f"“{name}” in the address is passed over: {why[0].lower()}{why[1:]}")
    return query.model_validate({name: value for name, value in given.items() if name not in wrong})
