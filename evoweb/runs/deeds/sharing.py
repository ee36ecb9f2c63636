"""The public link: whether anyone who has a run's address may look at it, without signing in."""

from django.contrib.auth.models import User
from django.db import transaction

from evoweb.runs.audit import note
from evoweb.runs.events import announce
from evoweb.runs.models import Run


def share_run(run: Run, by: User) -> Run:
    """Let anyone look at the run who has its address."""
    return set_public(run, by, True, "shared")


def unshare_run(run: Run, by: User) -> Run:
    """Close the public link; sockets that are open look at their rights again at once."""
    return set_public(run, by, False, "unshared")


def set_public(run: Run, by: User, public: bool, deed: str) -> Run:
    with transaction.atomic():
        changed = Run.objects.filter(pk=run.pk, public=not public).update(public=public)
        run.refresh_from_db()
        if changed:
            note(run, deed, by)
            announce(run)
    return run
