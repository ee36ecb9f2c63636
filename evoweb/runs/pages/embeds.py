"""Replays for other sites' pages."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from evoweb.runs.models import Run
from evoweb.runs.pages.views import number_of, score_at

THEMES = ("light", "dark")


@require_GET
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # typed for views without arguments
def embed(request: HttpRequest, run_id: int, name: str) -> HttpResponse:
    """The replay alone, for other sites' pages to show in a frame; of public runs only, whoever looks.

    `?theme=light` or `dark` suits it to the page round it; else it goes by what the visitor's system prefers.
    """
    run = get_object_or_404(Run, pk=run_id, public=True)
    score = score_at(request, run, name)
    theme = request.GET.get("theme")
    props = {
        "run": {"id": run.pk, "name": run.name},
        "creature": {
            "name": score.creature.name,
            "generation": score.generation.number,
            "has_clip": score.clip_id is not None,
        },
        "frame": number_of(request, "frame"),
    }
    shown = {"run": run, "score": score, "props": props, "theme": theme if theme in THEMES else ""}
    return render(request, "runs/embed.html", shown)
