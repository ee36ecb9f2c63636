"""Columns of the table of runs that a person keeps under a name."""

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from evoweb.runs.errors import Refused
from evoweb.runs.models import ColumnSet

MOST_SETS = 50  # of one user


def column_sets(user: User) -> list[ColumnSet]:
    """What the user keeps, by name."""
    return list(ColumnSet.objects.filter(user=user).order_by("name"))


def keep_columns(user: User, name: str, columns: list[str]) -> ColumnSet:
    """Keep columns under a new name.

    Raises:
        Refused: the user keeps as many as one may, or others of this name.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two at once count one after the other
        if ColumnSet.objects.filter(user=user).count() >= MOST_SETS:
            raise Refused(f"You keep {MOST_SETS} sets of columns, and no more are allowed: delete one that may go.")
        return stored(ColumnSet(user=user, name=name, columns=columns))


def change_columns(kept: ColumnSet, name: str, columns: list[str]) -> ColumnSet:
    """Rename what is kept, or keep other columns under its name.

    Raises:
        Refused: the user keeps others of this name.
    """
    kept.name, kept.columns = name, columns
    return stored(kept)


def stored(kept: ColumnSet) -> ColumnSet:
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise Refused(f"You keep columns named {kept.name!r} already.") from error
    return kept
