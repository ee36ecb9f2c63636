"""/api/designs: creatures of your own, drawn or imported; nobody else sees them."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from evoweb.runs.api.runs import user_of
from evoweb.runs.api.shapes import Detail, Problems, alone
from evoweb.runs.models import Design
from evoweb.runs.people.designs import change_design, design_detail, designs_of, keep_designs
from evoweb.runs.schemas.belongings import DesignDetail, DesignRow
from evoweb.runs.schemas.given import Given

router = Router(tags=["designs"])

REFUSALS = {404: Detail, 409: Detail, 422: Problems, 429: Detail, 503: Detail}


class NewDesign(Given):
    """A creature to keep, in the public format."""

    name: str
    genome: Any


class DesignChange(Given):
    """What changes of a creature of yours; what is left out, or null, stays."""

    name: str | None = None
    genome: Any = None


@router.get("", response=list[DesignRow])
def list_designs(request: HttpRequest) -> list[DesignRow]:
    """Your creatures, the last changed first."""
    return designs_of(user_of(request))


@router.post("", response={201: DesignDetail, **REFUSALS})
def make_design(request: HttpRequest, new: NewDesign) -> Status[DesignDetail]:
    """Keep a creature. It may have a net of any kind, or none; you may keep 500."""
    with alone():
        [design] = keep_designs(user_of(request), new.name, [new.genome])
    return Status(201, design_detail(design))


@router.get("{int:design_id}", response={200: DesignDetail, 404: Detail})
def read_design(request: HttpRequest, design_id: int) -> DesignDetail:
    """A creature of yours with its genome."""
    return design_detail(own(request, design_id))


@router.put("{int:design_id}", response={200: DesignDetail, **REFUSALS})
def write_design(request: HttpRequest, design_id: int, change: DesignChange) -> DesignDetail:
    """Give a creature of yours another name or genome."""
    with alone():
        return design_detail(change_design(own(request, design_id), change.name, change.genome))


@router.delete("{int:design_id}", response={204: None, 404: Detail})
def delete_design(request: HttpRequest, design_id: int) -> Status[None]:
    """Let a creature of yours go; runs that began with it keep it."""
    own(request, design_id).delete()
    return Status(204, None)


def own(request: HttpRequest, design_id: int) -> Design:
    return Design.objects.get(pk=design_id, user=user_of(request))
