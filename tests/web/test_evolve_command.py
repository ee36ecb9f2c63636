"""manage.py evolve: a run on the command line, without a database."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

SMALL = ["--set", "population=6", "--set", "seconds=1", "--set", "settle=0", "--generations", "1", "--seed", "4"]


FIXED = ["--set", "layout_period=0"]  # every generation, and simulate, meets the same


def printed(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("evolve", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_each_generation_is_a_json_object_and_the_last_line_the_champion():
    first, second, last = map(json.loads, printed("--preset", "quick", *SMALL, "--json"))
    assert [first["generation"], second["generation"]] == [0, 1]
    assert first.keys() == {
        "generation", "best", "held_out_mean", "mean", "median", "worst", "evaluations", "disqualified", "wall_s",
        "creature_steps",
    }  # fmt: skip
    assert first["evaluations"] == 4 * 6  # in four layouts
    assert last["done"] is True
    assert last["champion"]["format"] == "evoweb-genome/1"
    assert last["held_out"].keys() == {"mean", "median", "scores"}
    assert last["fitness"] == second["best"]


def test_the_champions_file_is_one_that_simulate_reads_and_scores_alike(tmp_path):
    champion = tmp_path / "champion.json"
    last = json.loads(printed("--preset", "quick", *SMALL, *FIXED, "--json", "--champion", str(champion))[-1])
    out = StringIO()
    call_command(
        "simulate", "--genomes", str(champion), "--set", "task=run", "--set", "seconds=1", "--set", "settle=0",
        "--set", "ground_friction=1", "--set", "start_jitter=0.1", "--set", "max_nodes=10", "--set", "max_muscles=24",
        *FIXED, "--set", "seed=4", "--json", stdout=out,
    )  # fmt: skip
    assert json.loads(out.getvalue())[0]["fitness"] == last["fitness"]


def test_the_same_seed_prints_the_same_but_for_the_time():
    runs = [[json.loads(line) | {"wall_s": 0} for line in printed("--preset", "quick", *SMALL, "--json")] for _ in "ab"]
    assert runs[0] == runs[1]


def test_without_json_the_lines_are_to_be_read():
    lines = printed("--preset", "quick", *SMALL, "--set", "world=published")
    assert lines[0] == "seed 4"
    assert lines[1].startswith("generation 0  best ")
    assert lines[-1].startswith("done  champion ")
    assert "  score " in lines[-1]
    assert "(the task has no layouts)  repeats " in lines[-1]


def test_the_last_line_says_what_the_champion_reaches_where_selection_never_looked():
    last = printed("--preset", "quick", *SMALL, "--set", "task=forage")[-1]
    assert " over 16 trials that selection never saw (" in last
    assert " in its generation's)  repeats " in last


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--preset", "nothing"], ["must be one of quick, walker, walker_hybrid"]),
        (["--preset", "quick", "--set", "population"], ["must be KEY=VALUE"]),
        (["--preset", "quick", "--set", "cull=1", "--set", "graviti=3"], ["cull: must be 0.1", "graviti: unknown"]),
        (["--preset", "quick", "--seed", "x", "--generations", "0"], ["seed: must be", "generations: must be 1"]),
        (["--preset", "quick", "--champion", "/no/such/folder/c.json"], ["there is no folder /no/such/folder"]),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_every_problem(arguments, words):
    with pytest.raises(CommandError) as refusal:
        printed(*arguments)
    for word in words:
        assert word in str(refusal.value)
