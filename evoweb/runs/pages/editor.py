"""The body editor: a new creature, a copy of an evolved one, or a design of one's own."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from evoweb.runs.api.genetics import gene_facts
from evoweb.runs.engine import Loading
from evoweb.runs.models import Design, Run, Score
from evoweb.runs.pages.addresses import takes
from evoweb.runs.pages.specs import SCHEMA
from evoweb.runs.pages.views import loading_page
from evoweb.runs.reading import creatures, selectors
from evoweb.runs.schemas.founders import CreatureAt
from simulation.config import RunConfig
from simulation.errors import Busy
from simulation.setting import bounds_of

TRIED = ("task", "seconds", "gravity", "ground_friction", "brain")
"""Settings of a trial that people choose; which brain only where a net fits several."""
OF_THE_BODY = ("body", "brain")  # groups of settings that a net was made for


@login_required
@require_GET
@takes("creature")
def new_design(request: HttpRequest) -> HttpResponse:
    """An empty stage, or a copy of a creature of a run that this person may see (`?creature=RUN/NAME/GENERATION`)."""
    wanted = request.GET.get("creature")
    if wanted is None:
        return editor(request, {})
    try:
        at = CreatureAt.of_address(wanted)
    except ValueError as error:
        raise Http404("No such creature") from error
    run = get_object_or_404(selectors.visible_runs(request.user), pk=at.run)
    try:
        score = creatures.score_of(run, at.creature, at.generation)
        creature = creatures.creature_detail(run, score, request.user)
    except Score.DoesNotExist as missing:
        raise Http404("No such creature") from missing
    except (Loading, Busy) as loading:
        return loading_page(request, loading)
    if creature.genome is None:
        raise Http404(creature.genome_error)
    copied = {"copy_of": wanted, "name": f"{run.name[:60]}, creature {at.creature}", "genome": creature.genome}
    return editor(request, copied | {"settings": settings_of_net(run)})


@login_required
@require_GET
@takes()
def design(request: HttpRequest, design_id: int) -> HttpResponse:
    """A creature of one's own."""
    found = get_object_or_404(Design, pk=design_id, user=request.user)
    return editor(request, {"id": found.pk, "name": found.name, "genome": found.genome})


def editor(request: HttpRequest, begun: dict[str, Any]) -> HttpResponse:
    """The page, with what the editor must know of genes and settings."""
    props = {
        "id": None,
        "copy_of": None,
        "name": "",
        "genome": None,
        "settings": {},
        "user": request.user.pk,
        "genes": [gene.model_dump() for gene in gene_facts()],
        "bounds": body_bounds(),
        "schema": {name: SCHEMA[name] for name in TRIED},
    }
    return render(request, "runs/editor.html", {"props": props | begun})


def body_bounds() -> dict[str, int]:
    """How many nodes and muscles a body may have, whatever the settings."""
    return {
        "mostNodes": bounds_of(RunConfig.model_fields["max_nodes"])[1],
        "mostMuscles": bounds_of(RunConfig.model_fields["max_muscles"])[1],
    }


def settings_of_net(run: Run) -> dict[str, Any]:
    """Settings that the nets of a run's creatures were made for; none where they have none."""
    config = run.run_config()
    if config.brain == "none":
        return {}
    return {name: getattr(config, name) for name, setting in SCHEMA.items() if setting["group"] in OF_THE_BODY}
