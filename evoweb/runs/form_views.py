"""Pages with a form about a run: begin one, extend one. Errors stand at their fields (422), and nothing is lost."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from evoweb.runs import selectors, services
from evoweb.runs.errors import Refused
from evoweb.runs.extending import EXTENDABLE, extend_run
from evoweb.runs.forms import SCHEMA, ExtendForm, RunForm, preset_settings, written_out
from evoweb.runs.models import Run
from simulation.errors import ConfigError
from simulation.presets import PRESETS

FIRST_PRESET = next(iter(PRESETS))


@login_required
@require_http_methods(["GET", "POST"])
def new_run(request: HttpRequest) -> HttpResponse:
    """The form of a new run, filled with a preset; posted, it starts the run."""
    if request.method == "POST":
        form = RunForm(request.POST)
        run = start(request, form) if form.is_valid() else None
        if run is not None:
            return redirect("runs:run", run.pk)
        preset = form.cleaned_data.get("preset", "")
    else:
        preset = request.GET.get("preset", FIRST_PRESET)
        if preset not in PRESETS:
            raise Http404("No such preset")
        form = RunForm(initial={**preset_settings(preset), "name": PRESETS[preset].title, "preset": preset})
    return render(request, "runs/new.html", form_context(form, preset), status=422 if form.errors else 200)


def start(request: HttpRequest, form: RunForm) -> Run | None:
    """Start the run that a valid form asks for; what the service refuses becomes errors of the form."""
    assert request.user.is_authenticated
    try:
        return services.start_run(request.user, form.cleaned_data["name"], form.config, form.cleaned_data["preset"])
    except ConfigError as error:
        form.add_problems(error.problems)
    except Refused as refused:
        form.add_error(None, str(refused))
    return None


def form_context(form: RunForm, preset: str) -> dict[str, Any]:
    """What templates/runs/new.html draws."""
    settings = {key: preset_settings(key) for key in PRESETS}
    props = {
        "schema": SCHEMA,
        "presets": {key: {"title": found.title, "settings": settings[key]} for key, found in PRESETS.items()},
        "preset": preset,
    }
    return {"form": form, "preset": preset, "presets": PRESETS, "props": props}


@login_required
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, run_id: int) -> HttpResponse:
    """The form that gives a run more generations or other rules to stop; posted, the run goes on."""
    run = get_object_or_404(selectors.editable_runs(request.user), pk=run_id)
    if request.method == "POST":
        form = ExtendForm(request.POST)
        if form.is_valid() and extended(request, run, form):
            return redirect("runs:run", run.pk)
    else:
        settings = written_out(run.config)
        form = ExtendForm(initial={name: settings[name] for name in EXTENDABLE})
    context = {"run": run, "form": form, "last": run.next_generation - 1}
    return render(request, "runs/extend.html", context, status=422 if form.errors else 200)


def extended(request: HttpRequest, run: Run, form: ExtendForm) -> bool:
    """Whether the run was extended; what the service refuses becomes errors of the form."""
    try:
        extend_run(run, cast("User", request.user), form.settings())
    except ConfigError as error:
        form.add_problems(error.problems)
    except Refused as refused:
        form.add_error(None, str(refused))
    return form.is_valid()
