"""manage.py quality: what settings are worth, without a database."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

TINY = ["--preset", "pellets", "--set", "population=10", "--set", "seconds=1", "--set", "layout_count=1"]


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("quality", *TINY, *arguments, stdout=out)
    return out.getvalue()


def test_json_holds_spreads_over_seeds_and_every_seed(tmp_path: Path):
    report = json.loads(printed("--seeds", "2", "--evaluations", "30", "--out", str(tmp_path), "--json"))
    assert [seed["seed"] for seed in report["seeds"]] == [0, 1]
    assert report["evaluations"] == 30
    assert report["median"].keys() == {"median", "q1", "q3"}
    assert all(len(seed["scores"]) == 64 for seed in report["seeds"])
    assert [threshold["score"] for threshold in report["thresholds"]] == [100, 200, 300, 400, 500]
    assert report["settings"]["population"] == 10


def test_more_seeds_later_leave_the_first_as_they_were(tmp_path: Path):
    first = json.loads(printed("--seeds", "1", "--evaluations", "30", "--out", str(tmp_path), "--json"))
    both = json.loads(printed("--seeds", "2", "--evaluations", "30", "--out", str(tmp_path), "--json"))
    assert both["seeds"][0] == first["seeds"][0]  # its time too: it was not measured again


def test_without_json_a_table_is_to_be_read(tmp_path: Path):
    lines = printed("--seeds", "1", "--first-seed", "5", "--evaluations", "30", "--out", str(tmp_path)).splitlines()
    assert lines[0].split()[:2] == ["seed", "champion"]
    assert lines[1].split()[0] == "5"
    assert any(line.startswith("30 evaluations a seed: 30 episodes, ") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--preset", "nothing"], ["must be one of quick"]),
        (["--evaluations", "10"], ["evaluations: must be at least 20"]),
        (["--set", "cull=2"], ["cull: must be 0.1"]),
        (["--seeds", "0"], ["--seeds: must be 1 or more"]),
    ],
)
def test_a_mistake_is_refused(arguments: list[str], words: list[str], tmp_path: Path):
    with pytest.raises(CommandError) as refusal:
        printed("--out", str(tmp_path), *arguments)
    for word in words:
        assert word in str(refusal.value)
