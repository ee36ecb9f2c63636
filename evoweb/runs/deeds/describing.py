"""What people call their runs and write on them: names, tags, notes."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from evoweb.runs.audit import note
from evoweb.runs.errors import Refused
from evoweb.runs.events import announce
from evoweb.runs.models import Run
from evoweb.runs.names import name_problems, strange_in_notes, tidy
from simulation.errors import ConfigError, Problem
from simulation.setting import spaced

MOST_TAGS = 20
LONGEST_TAG = 30
LONGEST_NOTES = 10_000


def rename_run(run: Run, by: User, name: str) -> Run:
    """Give a run another name.

    Raises:
        ConfigError: a name that will not do.
    """
    name = tidy(name)
    if problems := name_problems(name):
        raise ConfigError(problems)
    with transaction.atomic():
        run = locked(run)
        before, run.name = run.name, name
        if before != name:
            run.save(update_fields=["name"])
            note(run, "renamed", by, before=before)
            announce(run)
    return run


def tag_run(run: Run, by: User, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Run:
    """Put tags on a run and take others off; those it has and has not already are fine.

    Raises:
        ConfigError: a tag that will not do.
        Refused: it would have too many.
    """
    wanted, unwanted = [plain(tag) for tag in add], [plain(tag) for tag in remove]
    if problems := [problem for tag in wanted for problem in tag_problems(tag)]:
        raise ConfigError(problems)
    with transaction.atomic():
        run = locked(run)
        before = set(run.tags)
        run.tags = list(dict.fromkeys(tag for tag in [*run.tags, *wanted] if tag not in unwanted))
        if len(run.tags) > max(MOST_TAGS, len(before)):
            raise Refused(f"A run can have {MOST_TAGS} tags.")
        if before != set(run.tags):
            run.save(update_fields=["tags"])
            note(run, "tagged", by, tags=", ".join(run.tags) or "none")
            announce(run)
    return run


def plain(tag: str) -> str:
    """A tag as it is kept: lower case, single spaces."""
    return tidy(" ".join(word for word in tidy(tag).lower().split(" ") if word))


def tag_problems(tag: str) -> list[Problem]:
    """What is wrong with a tag."""
    if "," in tag:
        return [Problem("tags", "must be without commas")]
    return name_problems(tag, "tags", LONGEST_TAG)


def write_notes(run: Run, by: User, notes: str, seen: str) -> Run:
    """Replace a run's notes by what was made of those that were `seen`.

    Raises:
        ConfigError: notes that will not do.
        Refused: somebody has written others meanwhile, which would be lost.
    """
    if problems := notes_problems(notes):
        raise ConfigError(problems)
    with transaction.atomic():
        run = locked(run)
        if run.notes == notes:
            return run
        if run.notes != seen:
            raise Refused("These notes were changed meanwhile, in another window or by somebody else.")
        run.notes = notes
        run.save(update_fields=["notes"])
        note(run, "wrote notes", by, characters=len(notes))
        announce(run)
    return run


def notes_problems(notes: str) -> list[Problem]:
    """What is wrong with notes; none at all are fine."""
    if len(notes) > LONGEST_NOTES:
        return [Problem("notes", f"must be at most {spaced(LONGEST_NOTES)} characters long")]
    strange = strange_in_notes(notes)
    return [Problem("notes", strange)] if strange else []


def locked(run: Run) -> Run:
    """The run as it is now, and stays until the transaction ends; a worker's generation waits for it or goes first."""
    return Run.objects.select_related("owner").select_for_update(of=("self",), no_key=True).get(pk=run.pk)
