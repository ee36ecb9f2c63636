"""Pages with a form about a run that is there: fork, extend it. Errors stand at their fields (422); nothing is lost."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evoweb.runs.deeds.extending import EXTENDABLE, extend_run
from evoweb.runs.deeds.forking import fork_run
from evoweb.runs.engine import Loading
from evoweb.runs.errors import Refused
from evoweb.runs.models import Run
from evoweb.runs.pages.addresses import takes
from evoweb.runs.pages.forms import (
    ExtendForm,
    ForkForm,
    LaunchForm,
    SettingsForm,
    written_out,
)
from evoweb.runs.pages.specs import SCHEMA
from evoweb.runs.reading import selectors
from simulation.errors import Busy, InvalidInput

PARENT = "parent"  # stands for a fork's parent where a new run has its preset

Bases = dict[str, tuple[str, dict[str, Any]]]  # titles and settings that one may start from, by key


def done(form: SettingsForm, deed: Callable[[], Run]) -> Run | None:
    """The run after the deed that a valid form asks for; what is refused becomes errors of the form."""
    try:
        return deed()
    except InvalidInput as error:
        form.add_problems(error.problems)
    except (Refused, Busy, Loading) as refused:
        form.add_error(None, str(refused))
    return None


def form_context(form: LaunchForm, chosen: str, bases: Bases) -> dict[str, Any]:
    """What templates/runs/new.html draws."""
    presets = {key: {"title": title, "settings": settings} for key, (title, settings) in bases.items()}
    return {"form": form, "props": {"schema": SCHEMA, "presets": presets, "preset": chosen}}


@login_required
@require_http_methods(["GET", "POST"])
@takes("generation")
def fork(request: HttpRequest, run_id: int) -> HttpResponse:
    """The form of a fork, filled with the run's settings (`?generation=`; its latest where none is named)."""
    run = get_object_or_404(selectors.visible_runs(request.user), pk=run_id)
    settings = written_out(run.config)
    if request.method == "POST":
        form = ForkForm(request.POST)
        if form.is_valid():
            by, wanted = cast("User", request.user), form.cleaned_data
            changes = form.config.model_dump()
            made = done(form, lambda: fork_run(run, wanted["generation"], by, wanted["name"], changes))
            if made is not None:
                return redirect("runs:run", made.pk)
    else:
        latest = max(run.next_generation - 1, 0)
        begun = {"name": f"{run.name[:90]}, forked", "generation": request.GET.get("generation", latest)}
        form = ForkForm(initial=settings | begun)
    context = form_context(form, PARENT, {PARENT: (run.name, settings)}) | {"parent": run}
    return render(request, "runs/new.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
@takes()
def extend(request: HttpRequest, run_id: int) -> HttpResponse:
    """The form that gives a run more generations or other rules to stop; posted, the run goes on."""
    run = get_object_or_404(selectors.editable_runs(request.user), pk=run_id)
    if request.method == "POST":
        form = ExtendForm(request.POST)
        if form.is_valid() and done(form, lambda: extend_run(run, cast("User", request.user), form.settings())):
            return redirect("runs:run", run.pk)
    else:
        settings = written_out(run.config)
        form = ExtendForm(initial={name: settings[name] for name in EXTENDABLE})
    context = {"run": run, "form": form, "last": run.next_generation - 1}
    return render(request, "runs/extend.html", context, status=422 if form.errors else 200)
