"""Designs: creatures that a person has drawn or imported. They are theirs alone; nobody else sees them."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Func, IntegerField
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Now

from evoweb.runs.compute import seat
from evoweb.runs.errors import Refused
from evoweb.runs.models import Design
from evoweb.runs.names import LONGEST, name_problems, tidy
from evoweb.runs.schemas.belongings import DesignDetail, DesignRow
from evoweb.runs.schemas.founders import MOST_DESIGNS
from simulation.config import RunConfig
from simulation.errors import GenomeError, InvalidInput, Problem

ANY_SETTINGS = RunConfig(seed=0)


class Length(Func):
    """How many items a list in a JSON field has."""

    function = "jsonb_array_length"
    output_field = IntegerField()


def designs_of(user: User) -> list[DesignRow]:
    """A person's creatures, the last changed first; their genomes are not read."""
    rows = Design.objects.filter(user=user).values(
        "id", "name", "created", "changed",
        nodes=Length(KeyTransform("nodes", "genome")),
        muscles=Length(KeyTransform("muscles", "genome")),
        net=KeyTextTransform("kind", KeyTransform("brain", "genome")),
    )  # fmt: skip
    return [DesignRow(**row) for row in rows]


def design_detail(design: Design) -> DesignDetail:
    """A design with its genome."""
    genome = design.genome
    return DesignDetail(
        id=design.pk,
        name=design.name,
        nodes=len(genome["nodes"]),
        muscles=len(genome["muscles"]),
        net=genome["brain"] and genome["brain"]["kind"],
        created=design.created,
        changed=design.changed,
        genome=genome,
    )


def keep_designs(user: User, name: str, genomes: list[Any]) -> list[Design]:
    """Keep creatures under a name; several are numbered. All of them, or none.

    Raises:
        InvalidInput: what is wrong with the name.
        GenomeError: what is wrong with the genomes, each at its place in the list.
        Refused: the person would have more than one may.
        Loading, Busy: the engine, which reads genomes, is not loaded yet or has too much to do.
    """
    name = tidy(name)
    if problems := name_problems(name):
        raise InvalidInput(problems)
    check_genomes(genomes)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two at once count one after the other
        kept = Design.objects.filter(user=user).count()
        if kept + len(genomes) > MOST_DESIGNS:
            raise Refused(f"You have {kept} creatures, and {MOST_DESIGNS} are allowed: delete some that may go.")
        names = [numbered(name, place + 1, len(genomes)) for place in range(len(genomes))]
        made = [Design(user=user, name=one, genome=genome) for one, genome in zip(names, genomes, strict=True)]
        return list(Design.objects.filter(pk__in=[design.pk for design in Design.objects.bulk_create(made)]))


def numbered(name: str, number: int, count: int) -> str:
    """A name for one of several."""
    tail = f" {number}" if count > 1 else ""
    return name[: LONGEST - len(tail)] + tail


def change_design(design: Design, name: str | None, genome: Any) -> Design:
    """Give a design another name or genome; None leaves what is there. Raises as `keep_designs` does."""
    if name is not None:
        design.name = tidy(name)
        if problems := name_problems(design.name):
            raise InvalidInput(problems)
    if genome is not None:
        check_genomes([genome])
        design.genome = genome
    Design.objects.filter(pk=design.pk).update(name=design.name, genome=design.genome, changed=Now())
    design.refresh_from_db()
    return design


def check_genomes(genomes: list[Any]) -> None:
    """See that these are creatures, under whatever settings; each may be of another kind."""
    with seat():
        from simulation.genome import MOST_BYTES, MOST_PROBLEMS  # noqa: PLC0415 - loads torch
        from simulation.genome_settings import origins_of  # noqa: PLC0415

        problems = list[Problem]()
        for place, genome in enumerate(genomes):
            try:
                origins_of([genome], ANY_SETTINGS)
            except GenomeError as error:
                problems += [Problem(f"[{place}]" + path.removeprefix("[0]"), words) for path, words in error.problems]
            else:
                if len(json.dumps(genome)) > MOST_BYTES:
                    problems.append(Problem(f"[{place}]", f"must be at most {MOST_BYTES // 2**20} MB of JSON"))
            if len(problems) >= MOST_PROBLEMS:
                break
        if problems:
            raise GenomeError(problems[:MOST_PROBLEMS])
