"""The runs' pages. Each view asks a selector or calls a service; what a person may not see does not exist (404)."""

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from evoweb.runs.deeds import services, sharing
from evoweb.runs.deeds.deleting import delete_run
from evoweb.runs.deeds.extending import LEGAL
from evoweb.runs.deeds.resuming import resume_run
from evoweb.runs.engine import Loading
from evoweb.runs.errors import Refused
from evoweb.runs.models import Run, Score, State
from evoweb.runs.pages.addresses import asked, takes
from evoweb.runs.pages.specs import told
from evoweb.runs.reading import creatures, lists, selectors
from evoweb.runs.schemas.runs import MOST_PASSED_OVER, RunQuery
from evoweb.runs.system.state import system_state
from simulation.champions import HELD_OUT
from simulation.errors import Busy

RUNS_A_PAGE = 50  # of the home page
RUNS_LISTED = 200  # to choose from
ACTIONS = [  # buttons: name, label, icon, states in which it is offered
    ("pause", "Pause", "pause-fill", (State.QUEUED, State.RUNNING)),
    ("resume", "Resume", "play-fill", (State.PAUSED, State.FAILED)),
    ("cancel", "Cancel", "x-lg", (State.QUEUED, State.RUNNING, State.PAUSED)),
    ("delete", "Delete", "trash", (State.PAUSED, State.DONE, State.FAILED, State.CANCELLED)),
]
DEEDS: dict[str, Callable[[Run, User], Run]] = {  # each at the address of its name
    "pause": services.pause_run,
    "resume": resume_run,
    "cancel": services.cancel_run,
    "share": sharing.share_run,
    "unshare": sharing.unshare_run,
}


def of_a_visible_run(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one run, for those who may see the run: no signing in where it is public.

    To others it does not exist (404); who has not signed in is asked to, which might help.
    """

    @wraps(view)
    def shown(request: HttpRequest, run_id: int, **rest: Any) -> HttpResponse:
        run = selectors.visible_runs(request.user).select_related("owner").filter(pk=run_id).first()
        if run is not None:
            return view(request, run, **rest)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404("No such run")

    return shown


@login_required
@require_GET
@takes("search", "state", "tag", "order", "page")
def home(request: HttpRequest) -> HttpResponse:
    """All runs this person may see, live."""
    query = query_of(request)
    found = lists.home_page(request.user, query)
    last = max(1, ceil(found.page.count / RUNS_A_PAGE))
    if query.offset >= RUNS_A_PAGE * last:
        messages.info(request, f"There {'is 1 page' if last == 1 else f'are {last} pages'}; this is the last.")
        words = request.GET.copy()
        words["page"] = str(last)
        return redirect(f"{request.path}?{words.urlencode()}")
    return render(request, "runs/home.html", {"runs": found.page.items, "props": found.model_dump(mode="json")})


def query_of(request: HttpRequest) -> RunQuery:
    """What an address of the home page asks for (frontend/src/home/query.ts)."""
    given = request.GET
    words: dict[str, Any] = {name: given[name] for name in ("search", "state", "order") if name in given}
    page = given.get("page", "1")
    if page.isdecimal():
        words["offset"] = min(RUNS_A_PAGE * (max(1, int(page[:6])) - 1), MOST_PASSED_OVER)
    else:
        messages.warning(request, "“page” in the address is passed over: it is no number")
    return asked(request, RunQuery, words | {"tag": given.getlist("tag"), "limit": RUNS_A_PAGE})


@require_GET
@of_a_visible_run
@takes()
def run_page(request: HttpRequest, found: Run) -> HttpResponse:
    """One run: curves, champion, generations and creatures, live."""
    run = selectors.run_detail(found, request.user)
    context = {"run": run, "props": run.model_dump(mode="json"), "actions": ACTIONS, "extendable": LEGAL}
    context["settings"] = list(told(found.config))
    if run.may_edit:
        context["deeds"] = selectors.deeds_of(found)
    return render(request, "runs/run.html", context | {"link": request.build_absolute_uri(request.path)})


@login_required
@require_POST
def act(request: HttpRequest, run_id: int, deed: str) -> HttpResponse:
    """Do one of DEEDS with a run that this person may edit, and go back to it; a refusal is said there."""
    run = get_object_or_404(selectors.editable_runs(request.user), pk=run_id)
    try:
        DEEDS[deed](run, cast("User", request.user))
    except (Refused, Loading, Busy) as refused:  # resuming a failed run reads checkpoints
        messages.error(request, str(refused))
    page = reverse("runs:run", args=[run_id])
    return redirect(f"{page}#public-link" if deed == "share" else page)  # whose menu opens, for the link to be copied


@login_required
@require_POST
def delete(request: HttpRequest, run_id: int) -> HttpResponse:
    """Delete a run and go to the list of runs; a refusal is said on the run's page."""
    run = get_object_or_404(selectors.editable_runs(request.user), pk=run_id)
    try:
        delete_run(run, cast("User", request.user))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("runs:run", run_id)
    messages.success(request, f"{run.name} is deleted; what it recorded is being removed.")
    return redirect("runs:home")


@require_GET
@of_a_visible_run
@takes("generation", "frame", "trial")
def replay(request: HttpRequest, run: Run, name: str) -> HttpResponse:
    """One creature in 3D, as it moved in a generation (`?generation=`; its latest where none is named).

    503 until the engine, which reads its genome, is loaded, and while it has too much to do to compute it again.
    """
    score = score_at(request, run, name)
    try:
        creature = creatures.creature_detail(run, score, request.user)
    except (Loading, Busy) as loading:
        return loading_page(request, loading)
    props = {
        "run": selectors.run_summary(run, request.user).model_dump(mode="json"),
        "creature": creature.model_dump(mode="json"),
        "frame": number_of(request, "frame"),
        "trial": trial_of(request),
        "trials": HELD_OUT,
    }
    return render(request, "runs/replay.html", {"run": run, "score": score, "creature": name, "props": props})


def trial_of(request: HttpRequest) -> int | None:
    """The held-out trial that the address names, from 1 on; None where it names none.

    Raises:
        Http404: there is no such trial.
    """
    trial = number_of(request, "trial")
    if trial is not None and not 1 <= trial <= HELD_OUT:
        raise Http404(f"trial must be 1 to {HELD_OUT}")
    return trial


def score_at(request: HttpRequest, run: Run, name: str) -> Score:
    """The creature's score in the generation that the address names, or in its latest.

    Raises:
        Http404: no such creature, or it did not live then.
    """
    try:
        return creatures.score_of(run, name, number_of(request, "generation"))
    except Score.DoesNotExist as missing:
        raise Http404("No such creature") from missing


def loading_page(request: HttpRequest, loading: Loading | Busy) -> HttpResponse:
    """Instead of a page that needs the engine: it comes back by itself."""
    answer = render(request, "runs/loading.html", {"loading": loading}, status=503)
    answer["Retry-After"] = answer["Refresh"] = str(loading.retry_after)
    return answer


def number_of(request: HttpRequest, key: str) -> int | None:
    """A whole number out of the address; None if it is not there.

    Raises:
        Http404: it is something else, so nothing lies at this address.
    """
    text = request.GET.get(key)
    if text is None:
        return None
    if not text.isdecimal() or len(text) > 9:
        raise Http404(f"{key} is no number")
    return int(text)


@login_required
@require_GET
@takes()
def system(request: HttpRequest) -> HttpResponse:
    """How the installation does, live; for staff."""
    if not request.user.is_staff:
        raise PermissionDenied
    state = system_state()
    return render(request, "runs/system.html", {"state": state, "props": state.model_dump(mode="json")})
