"""`manage.py digest` and `verify`: runs that are the same to the bit, and stored bytes that are not what they were."""

import hashlib
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command

from evoweb.runs.models import Checkpoint, Clip, Founders, Run, Score
from evoweb.runs.reading.integrity import digest_of, inventory, trouble_with
from evoweb.runs.reading.stored import sha256_of
from simulation.checkpoint import decode, encode
from tests.web.factories import UserFactory, evolved_run, flip_a_bit, recorded_run

pytestmark = pytest.mark.django_db


def printed(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_runs_computed_alike_have_one_digest_whoever_owns_them_and_however_long_they_took() -> None:
    first, second = recorded_run(), recorded_run(UserFactory(), name="another")
    assert digest_of(first) == digest_of(second)
    assert printed("digest", str(first.pk), str(second.pk)).split() == [
        digest_of(first), "run", f"{first.pk},", "4", "generations",
        digest_of(first), "run", f"{second.pk},", "4", "generations",
    ]  # fmt: skip


def test_another_seed_another_length_and_another_score_have_another_digest() -> None:
    whole, part, other = recorded_run(), recorded_run(generations=3), evolved_run(seed=8)
    digests = {digest_of(run) for run in (whole, part, other)}
    Score.objects.filter(generation__run=whole, generation__number=2, rank=3).update(streak=77)
    assert len(digests | {digest_of(whole)}) == 4


def test_a_digest_does_not_depend_on_replays_which_are_collected_in_time() -> None:
    run = recorded_run()
    before = digest_of(run)
    Clip.objects.all().delete()
    assert digest_of(run) == before


def test_a_run_whose_checkpoint_is_damaged_has_no_digest() -> None:
    run = recorded_run()
    flip_a_bit(Checkpoint.objects.get(generation__number=2), Random(1))
    with pytest.raises(CommandError, match=r"has no digest: .*damaged"):
        call_command("digest", str(run.pk))


def test_every_flipped_bit_is_found_and_named() -> None:
    run, random = recorded_run(), Random(5)
    Founders.objects.create(run=run, content=b"genomes", sha256=hashlib.sha256(b"genomes").hexdigest())
    everything = list(inventory())
    assert len(everything) == Checkpoint.objects.count() + Clip.objects.count() + 1
    assert f"{len(everything)} stored things are what they were" in printed("verify")
    for name, stored in everything:
        flip_a_bit(stored, random)
        stored.refresh_from_db()
        assert trouble_with(stored) == "damaged", name
    out = StringIO()
    with pytest.raises(CommandError, match=f"{len(everything)} of {len(everything)} stored things are damaged or"):
        call_command("verify", str(run.pk), stdout=out)
    assert out.getvalue().splitlines() == [f"{name}: damaged" for name, _ in everything]


def test_a_checkpoint_that_cannot_be_decoded_is_named_though_its_checksum_is_right() -> None:
    run = recorded_run()
    checkpoint = Checkpoint.objects.get(generation__run=run, generation__number=2)
    saved = decode(bytes(checkpoint.content), run.run_config())
    saved.scores.fitness[3] = float("inf")
    content = encode(saved, run.run_config())
    Checkpoint.objects.filter(pk=checkpoint.pk).update(content=content, sha256=sha256_of(content))
    out = StringIO()
    with pytest.raises(CommandError, match="1 of"):
        call_command("verify", str(run.pk), stdout=out)
    assert out.getvalue() == (
        f"run {run.pk}: the checkpoint of generation 2: cannot be decoded: checkpoint: scores.fitness: must be finite\n"
    )


def test_only_the_run_that_was_named_is_verified() -> None:
    sound, spoilt = recorded_run(), recorded_run()
    flip_a_bit(Clip.objects.filter(generation__run=spoilt).latest("pk"), Random(2))
    printed("verify", str(sound.pk))
    with pytest.raises(CommandError, match="1 of"):
        printed("verify", str(spoilt.pk))


@pytest.mark.parametrize("command", ["digest", "verify"])
def test_a_run_that_is_none_is_said(command: str) -> None:
    assert not Run.objects.exists()
    with pytest.raises(CommandError, match="There is no run 5"):
        call_command(command, "5")
