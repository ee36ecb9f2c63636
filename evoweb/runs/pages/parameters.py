"""All settings of a run, for people to read: a page, and docs/parameters.md."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from evoweb.runs.pages.addresses import takes
from evoweb.runs.pages.specs import SPECS, Spec
from simulation.config import GROUPS


@dataclass(frozen=True)
class Section:
    """The settings under one heading."""

    key: str
    title: str
    specs: list[Spec]


def sections() -> Iterator[Section]:
    """Every setting, under RunConfig's headings and in its order."""
    for key, title in GROUPS.items():
        yield Section(key, title, [spec for spec in SPECS.values() if spec.group == key])


@require_GET
@takes()
def parameters(request: HttpRequest) -> HttpResponse:
    """All settings of a run, in the words of RunConfig; whoever looks."""
    return render(request, "runs/parameters.html", {"sections": list(sections())})
