"""The audit trail: who did what to a run, written in the same transaction as the deed itself."""

from typing import Any

from django.contrib.auth.models import User

from evoweb.runs.models import Deed, Run


def note(run: Run, deed: str, by: User | None, **detail: Any) -> None:
    """Write down that a user (None: EvoWeb itself) did something to a run."""
    Deed.objects.create(
        user=by, username=by.get_username() if by else "", run=run, run_name=run.name, deed=deed, detail=detail
    )
