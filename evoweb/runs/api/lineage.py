"""/api/runs/<id>/ancestry and …/phylogeny: where creatures come from; without signing in where the run is public."""

from django.http import HttpRequest
from ninja import Query, Router

from evoweb.runs.api.auth import ANYONE
from evoweb.runs.api.records import NOT_FOR_YOU, visible_run
from evoweb.runs.api.shapes import Detail, Problems
from evoweb.runs.reading import ancestry, phylogeny
from evoweb.runs.schemas.lineage import Ancestry, AncestryQuery, Phylogeny, PhylogenyQuery

router = Router(tags=["lineage"], auth=ANYONE)


@router.get("{int:run_id}/ancestry", response={200: Ancestry, **NOT_FOR_YOU, 422: Problems})
def read_ancestry(request: HttpRequest, run_id: int, query: Query[AncestryQuery]) -> Ancestry:
    """The ancestors of a creature back to generation 0: at most 2000, chosen among the nearest 20 000.

    `/runs/<id>/lineage/` shows it. Lists are columns: place 0 in each is the creature itself.
    """
    return ancestry.ancestry(visible_run(request, run_id), query, request.user)


@router.get("{int:run_id}/phylogeny", response={200: Phylogeny, **NOT_FOR_YOU, 409: Detail, 422: Problems, 503: Detail})
def read_phylogeny(request: HttpRequest, run_id: int, query: Query[PhylogenyQuery]) -> Phylogeny:
    """The family tree of those who live in a generation (at most the 1000 best), along first parents.

    Creatures from whom only one line leads to the living are left out and counted.
    """
    return phylogeny.phylogeny(visible_run(request, run_id), query)
