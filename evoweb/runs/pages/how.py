"""The page "How it works": what evolution is here, in scenes that move."""

from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evoweb.runs.models import Generation, Run
from evoweb.runs.pages.addresses import takes
from evoweb.runs.reading.selectors import visible_runs

LEARNT = 10  # generations after which a run has something to show
SHARES = (0.0, 0.25, 1.0)  # of a run's generations, whose champions are shown
LEAST_SCORE = 0.1  # of a first generation that reached nothing
LOOKED_AT = 20  # newest runs, of which the one that learnt most is shown


@require_GET
@takes()
def how(request: HttpRequest) -> HttpResponse:
    """What a newcomer should know, with a run of their own as the example where there is one; whoever looks."""
    return render(request, "runs/how.html", {"props": {"learnt": learnt(request.user)}})


def learnt(user: User | AnonymousUser) -> dict[str, Any] | None:
    """Of the newest runs in sight that have gone on for a while, the one that learnt most: champions, first to last.

    Strangers are shown none: who makes a run public shows it to those who have its address.
    """
    if not user.is_authenticated:
        return None
    runs = visible_runs(user).filter(next_generation__gt=LEARNT).order_by("-created", "-id")[:LOOKED_AT]
    run = max(runs, key=growth, default=None)
    if run is None:
        return None
    last = run.next_generation - 1
    shown = Generation.objects.filter(run=run, number__in={round(share * last) for share in SHARES}).order_by("number")
    champions = [{"generation": one.number, "creature": one.champion} for one in shown if one.champion]
    return {"run": run.pk, "name": run.name, "champions": champions}


def growth(run: Run) -> float:
    """How many times as much the best creature reaches as the first generation's did; tasks have units of their own."""
    best = [score for score in run.spark["best"] if score is not None] or [0.0]
    return float(best[-1]) / max(float(best[0]), LEAST_SCORE)
