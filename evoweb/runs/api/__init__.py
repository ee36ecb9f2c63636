"""The API under /api: documented at /api/docs; one error shape for every problem of an input."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from evoweb.runs.api.auth import SIGNED_IN, PerUser
from evoweb.runs.api.comparison import router as comparison
from evoweb.runs.api.designs import router as designs
from evoweb.runs.api.downloads import router as downloads
from evoweb.runs.api.estimates import router as estimates
from evoweb.runs.api.genetics import router as genetics
from evoweb.runs.api.hall import router as hall
from evoweb.runs.api.imports import router as imports
from evoweb.runs.api.lineage import router as lineage
from evoweb.runs.api.pins import router as pins
from evoweb.runs.api.presets import router as own_presets
from evoweb.runs.api.problems import StrictAPI, only_what_is_known
from evoweb.runs.api.records import router as records
from evoweb.runs.api.repeating import router as repeating
from evoweb.runs.api.runs import router as runs
from evoweb.runs.api.simulation import router as simulation
from evoweb.runs.api.system import router as system
from evoweb.runs.api.together import router as together
from evoweb.runs.api.trials import router as trials
from evoweb.runs.engine import Loading
from evoweb.runs.errors import Refused
from simulation.errors import Busy, GenomeError, InvalidInput, Problem

api = StrictAPI(
    title="EvoWeb",
    description=(
        "Evolve soft-bodied creatures. Sign in, or send `Authorization: Bearer TOKEN` "
        "(the Account page makes one; one that may only read is refused anything but GET). "
        "What shows one run needs neither where the run is public. SI units throughout. "
        "A refused input answers 422 with every problem it has; settings are named without `config.` in front. "
        "Keys and parameters that an endpoint does not know are refused by name."
    ),
    auth=SIGNED_IN,
    throttle=[PerUser()],
    docs_decorator=lambda page: require_GET(login_required(page)),
    urls_namespace="api",
)
api.add_decorator(only_what_is_known, mode="view")
api.add_router("runs", runs)
api.add_router("runs", records)
api.add_router("runs", downloads)
api.add_router("runs", repeating)
api.add_router("runs", lineage)
api.add_router("runs", together)
api.add_router("", pins)
api.add_router("", estimates)
api.add_router("designs", designs)
api.add_router("own-presets", own_presets)
api.add_router("hall", hall)
api.add_router("import", imports)
api.add_router("", comparison)
api.add_router("simulation", simulation)
api.add_router("simulation", trials)
api.add_router("genetics", genetics)
api.add_router("system", system)


def refusal(request: HttpRequest, problems: list[Problem]) -> HttpResponse:
    """422 with every problem."""
    return api.create_response(request, {"problems": [problem._asdict() for problem in problems]}, status=422)


@api.exception_handler(InvalidInput)
def invalid_input(request: HttpRequest, error: InvalidInput) -> HttpResponse:
    """Settings or genomes that the engine refuses; genomes stand in the body under their own key."""
    prefix = "genomes" if isinstance(error, GenomeError) else ""
    return refusal(request, [Problem(prefix + path, message) for path, message in error.problems])


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """409: the run's state does not allow it."""
    return api.create_response(request, {"detail": str(error)}, status=409)


@api.exception_handler(ObjectDoesNotExist)
def missing(request: HttpRequest, error: ObjectDoesNotExist) -> HttpResponse:
    """404, for what is not there and for what this user may not see alike."""
    return api.create_response(request, {"detail": "Not found"}, status=404)


@api.exception_handler(Busy)
def busy(request: HttpRequest, error: Busy) -> HttpResponse:
    """429 with the time after which to try again."""
    return come_again(request, error, 429)


@api.exception_handler(Loading)
def loading(request: HttpRequest, error: Loading) -> HttpResponse:
    """503 with the time after which to try again."""
    return come_again(request, error, 503)


def come_again(request: HttpRequest, error: Busy | Loading, status: int) -> HttpResponse:
    response = api.create_response(request, {"detail": str(error)}, status=status)
    response["Retry-After"] = str(error.retry_after)
    return response
