"""Pages that compare: generations of one run, and runs; and races of champions."""

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evoweb.runs.models import Run
from evoweb.runs.pages.addresses import takes
from evoweb.runs.pages.specs import SCHEMA
from evoweb.runs.pages.views import RUNS_LISTED, number_of, of_a_visible_run
from evoweb.runs.reading import histories, lists, selectors
from evoweb.runs.reading.races import race_of
from evoweb.runs.reading.run_table import COLUMNS, OTHER_SETTINGS
from evoweb.runs.schemas.comparison import MOST_RACERS, MOST_RUNS
from evoweb.runs.schemas.runs import RunQuery
from simulation.genes import CREATURE_GENES, MUSCLE_GENES, NODE_GENES

GENES = {  # how far apart two creatures can be born in a gene
    name: {"span": gene.born_high - gene.born_low, "wraps": gene.wraps}
    for name, gene in (CREATURE_GENES | NODE_GENES | MUSCLE_GENES).items()
}

TOLD = ("title", "group", "unit", "labels", "when")  # of each setting
SETTINGS: dict[str, dict[str, Any]] = {
    name: {key: said[key] for key in TOLD if key in said} for name, said in SCHEMA.items() if name != "seed"
} | {name: {"title": title, "group": group} for name, (title, group) in OTHER_SETTINGS.items()}


@require_GET
@of_a_visible_run
@takes("generations")
def compare(request: HttpRequest, run: Run) -> HttpResponse:
    """Champions of generations of a run side by side (`?generations=0,5,10`; spread evenly where none is named)."""
    if run.next_generation == 0:
        return render(request, "runs/compare_empty.html")
    last = run.next_generation - 1
    asked = [int(part) for part in request.GET.get("generations", "").split(",") if part.isdecimal()]
    chosen = {number for number in asked if number <= last} or {0, last // 4, last // 2, last * 3 // 4, last}
    recorded = run.recorded.filter(number__in=chosen).order_by("number")
    props = {
        "run": selectors.run_summary(run, request.user).model_dump(mode="json"),
        "runs": comparable_runs(request, run),
        "generations": [histories.generation_stats(found).model_dump(mode="json") for found in recorded],
        "frame": frame_of(run),
    }
    return render(request, "runs/compare.html", {"run": run, "props": props})


def frame_of(run: Run) -> dict[str, Any]:
    """By what genomes of a run are compared: how far genes reach, and how large bodies can be."""
    return {"genes": GENES, "maxNodes": run.config["max_nodes"], "maxMuscles": run.config["max_muscles"]}


def comparable_runs(request: HttpRequest, shown: Run) -> list[dict[str, Any]]:
    """The newest runs to choose from, and the one shown; a public link leads to one run and lists no others."""
    listed = [{"id": shown.pk, "name": shown.name}]
    if request.user.is_authenticated:
        page = lists.run_page(request.user, RunQuery(limit=RUNS_LISTED))
        listed += [{"id": run.id, "name": run.name} for run in page.items if run.generation is not None]
    return list({run["id"]: run for run in listed}.values())


@login_required
@require_GET
@takes("runs", "x", "y", "group", "columns")
def compare_runs(request: HttpRequest) -> HttpResponse:
    """Runs side by side (`?runs=1,2,3`; to be chosen where none is named)."""
    visible = selectors.visible_runs(request.user).filter(next_generation__gt=0)
    if not visible.exists():
        return render(request, "runs/compare_empty.html")
    props = {
        "runs": ids_of(request),
        "most": MOST_RUNS,
        "settings": SETTINGS,
        "columns": COLUMNS,
        **lists.choices_of(cast("User", request.user)),
    }
    return render(request, "runs/compare_runs.html", {"props": props})


@login_required
@require_GET
@takes("runs", "layout")
def race(request: HttpRequest) -> HttpResponse:
    """The champions of runs in one race (`?runs=1,2,3&layout=5`)."""
    ids = ids_of(request)
    found = race_of(request.user, ids[:MOST_RACERS], number_of(request, "layout") or 1)
    props = {"race": found.model_dump(mode="json"), "runs": ids, "most": MOST_RACERS}
    return render(request, "runs/race.html", {"props": props})


def ids_of(request: HttpRequest) -> list[int]:
    """The runs that the address names, each once; what is no number is passed over."""
    parts = request.GET.get("runs", "").split(",")
    return list(dict.fromkeys(int(part) for part in parts if part.isdecimal() and len(part) <= 18))
