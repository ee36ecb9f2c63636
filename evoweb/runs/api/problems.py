"""What is wrong with a request: keys that an operation does not know, and values that are not of its shape."""

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, get_args

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import ValidationErrorContext
from ninja.operation import Operation
from pydantic import BaseModel

from simulation.errors import LONGEST_SHOWN, InvalidInput, Problem, Unknown, listed
from simulation.setting import plain

Run = Callable[..., HttpResponseBase]
NO_BODY = (b"", b"{}", b"null")


class StrictAPI(NinjaAPI):
    """An API whose every operation refuses what it does not know."""

    def validation_error_from_error_contexts(self, error_contexts: list[ValidationErrorContext[Any]]) -> NoReturn:
        """Refuse a body or query that is not of the documented shape.

        Raises:
            InvalidInput: with every problem and its path.
        """
        unknown = Unknown("unknown key")

        def told(found: tuple[type[BaseModel], Any]) -> Problem:
            model, error = found
            path = path_of(place_of(model, error["loc"]))
            if error["type"] != "extra_forbidden":
                return Problem(path, plain(error["msg"]))
            return Problem(path, unknown.message(str(error["loc"][-1]), keys_beside(model, error["loc"])))

        raise InvalidInput(
            listed(
                [
                    (context.model, error)
                    for context in error_contexts
                    for error in context.pydantic_validation_error.errors(include_url=False, include_input=False)
                ],
                told,
            )
        )


def place_of(model: Any, location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Where in the request something stands, from where it stands in what ninja makes of the request."""
    for length in (2, 1):  # a parameter is one of a model's, or an argument by itself
        if named := model.__ninja_flatten_map_reverse__.get(location[:length]):
            return (*named, *location[length:])
    return location[1:]


def path_of(place: tuple[str | int, ...]) -> str:
    """A place in words: `genomes[3].nodes`."""
    path = ""
    for part in place:
        name = str(part)[:LONGEST_SHOWN]
        path += f"[{part}]" if isinstance(part, int) else f".{name}" if path else name
    return path


def keys_beside(model: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """The keys that an object may have, of which the last part of a location is none."""
    for part in location[:-1]:
        if isinstance(part, str):
            inner = model_within(model.model_fields[part].annotation)
            assert inner is not None, f"{part} of {model.__name__} has no keys"
            model = inner
    return list(model.model_fields)


def model_within(annotation: Any) -> type[BaseModel] | None:
    """The model that an annotation names, by itself, as an item of a list or as one choice of several."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := model_within(part))), None)


def only_what_is_known(run: Run) -> Run:
    """An operation that refuses query parameters it does not know, and a body where it takes none."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    models: dict[str, Any] = {model.__ninja_param_source__: model for model in operation.models}
    known = list(models["query"].__ninja_flatten_map__) if "query" in models else []

    @wraps(run)
    def checked(request: HttpRequest, **values: Any) -> HttpResponseBase:
        unknown = Unknown("unknown parameter")
        strangers = [name for name in request.GET if name not in known]
        problems = listed(strangers, lambda name: Problem(name[:LONGEST_SHOWN], unknown.message(name, known)))
        is_json = request.content_type == "application/json"
        if is_json and "body" not in models and request.body.strip() not in NO_BODY:
            problems.append(Problem("", "takes no body"))
        if problems:
            return operation.api.on_exception(request, InvalidInput(problems))
        return run(request, **values)

    return checked
