"""The page of a new run: what fills its form, whom the run begins with, and to start it."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from evoweb.runs.deeds.founding import found_run
from evoweb.runs.pages.addresses import takes
from evoweb.runs.pages.form_views import Bases, done, form_context
from evoweb.runs.pages.forms import RunForm, preset_settings, written_out
from evoweb.runs.people.designs import designs_of
from evoweb.runs.people.presets import presets_of
from evoweb.runs.reading import selectors
from evoweb.runs.reading.hall import entries_at
from evoweb.runs.schemas.founders import CreatureAt, Founding
from simulation.presets import PRESETS
from simulation.presets import cards as preset_cards

FIRST_PRESET = next(iter(PRESETS))
ORIGIN = "origin"  # stands for the run that the first chosen creature comes from where a new run has its preset


@login_required
@require_http_methods(["GET", "POST"])
@takes("preset", "creature", "design", "from")
def new_run(request: HttpRequest) -> HttpResponse:
    """The form of a new run; posted, it starts the run.

    `?preset=` names what fills it: a preset of EvoWeb's, or `own-` and the number of one's own.
    `?creature=RUN/NAME/GENERATION` and `?design=NUMBER`, each as often as wanted, name whom the run begins with; where
    no preset is named, the first creature's run fills the form.
    """
    user = cast("User", request.user)
    founding = founding_of(request)
    bases = bases_of(user, founding)
    if request.method == "POST":
        form = RunForm(request.POST)
        if founding is None:
            form.add_error(None, "What the run is to begin with cannot be read: choose it again.")
        elif form.is_valid():
            wanted = form.cleaned_data
            run = done(form, lambda: found_run(user, wanted["name"], form.config, wanted["preset"], founding))
            if run is not None:
                return redirect("runs:run", run.pk)
        base = form.cleaned_data.get("base", "")
        chosen = base if base in bases else form.cleaned_data.get("preset", "")
    else:
        chosen = request.GET.get("preset", ORIGIN if ORIGIN in bases else FIRST_PRESET)
        if founding is None or chosen not in bases:
            raise Http404("No such preset or creature")
        form = RunForm(initial=filled(chosen, bases))
    cards = chosen_creatures(user, founding or Founding())
    if request.method == "GET" and sum(map(len, cards.values())) < len(founding or ()):
        messages.warning(request, "Some of the creatures to start from are gone, or not yours to see.")
    context = form_context(form, chosen, bases) | {"preset": chosen, "presets": preset_cards()}
    context["props"] |= cards
    return render(request, "runs/new.html", context, status=422 if form.errors else 200)


def founding_of(request: HttpRequest) -> Founding | None:
    """Whom the address or the form names to begin with; None where that cannot be read."""
    given = request.POST if request.method == "POST" else request.GET
    try:
        creatures = [CreatureAt.of_address(address) for address in given.getlist("creature")]
        return Founding.model_validate({"creatures": creatures, "designs": given.getlist("design")})
    except ValueError:  # pydantic's is one
        return None


def bases_of(user: User, founding: Founding | None) -> Bases:
    """What may fill the form: presets, EvoWeb's and one's own, and the run that the first creature comes from."""
    bases: Bases = {key: (found.title, preset_settings(key)) for key, found in PRESETS.items()}
    bases |= {f"own-{own.id}": (own.name, written_out(own.settings)) for own in presets_of(user)}
    if founding is not None and founding.creatures:
        run = selectors.visible_runs(user).filter(pk=founding.creatures[0].run).first()
        if run is not None:
            bases[ORIGIN] = (run.name, written_out(run.config) | {"seed": None})
    return bases


def filled(chosen: str, bases: Bases) -> dict[str, Any]:
    """A form as a base fills it."""
    title, settings = bases[chosen]
    name = f"{title[:90]}, founded" if chosen == ORIGIN else title
    names = {"preset": chosen} if chosen in PRESETS else {"base": chosen}
    return settings | {"name": name} | names


def chosen_creatures(user: User, founding: Founding) -> dict[str, Any]:
    """Cards of whom the run begins with; those that are not there any more are left out."""
    designs = {design.id: design for design in designs_of(user)} if founding.designs else {}
    return {
        "creatures": [entry.model_dump(mode="json") for entry in entries_at(user, founding.creatures)],
        "designs": [designs[pk].model_dump(mode="json") for pk in founding.designs if pk in designs],
    }
