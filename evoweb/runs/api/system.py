"""/api/system: how the installation does; for staff."""

from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError

from evoweb.runs.api.shapes import Detail
from evoweb.runs.schemas.system import SystemState
from evoweb.runs.system.state import system_state

router = Router(tags=["system"])


@router.get("", response={200: SystemState, 401: Detail, 403: Detail})
def read_system(request: HttpRequest) -> SystemState:
    """Processes, leases, queue, storage and versions; for staff."""
    if not request.user.is_staff:
        raise HttpError(403, "Only staff may see this")
    return system_state()
