"""The page of a run's families: a creature's ancestry, the run's phylogeny, and the film of a line."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evoweb.runs.models import Run, Score
from evoweb.runs.pages.addresses import takes
from evoweb.runs.pages.comparison import frame_of
from evoweb.runs.pages.views import number_of, of_a_visible_run
from evoweb.runs.reading import selectors
from evoweb.runs.reading.creatures import score_of


@require_GET
@of_a_visible_run
@takes("creature", "generation", "show")
def lineage(request: HttpRequest, run: Run) -> HttpResponse:
    """Where a creature (`?creature=`, the champion so far where none is named) and its run come from."""
    name, generation = request.GET.get("creature", "") or run.champion, number_of(request, "generation")
    if name:
        try:
            score_of(run, name, generation)
        except Score.DoesNotExist as missing:
            raise Http404("No such creature") from missing
    props = {
        "run": selectors.run_summary(run, request.user).model_dump(mode="json"),
        "creature": name or None,
        "generation": generation,
        "frame": frame_of(run),
    }
    return render(request, "runs/family.html", {"run": run, "creature": name, "props": props})
