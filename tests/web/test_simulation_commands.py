"""The commands simulate and benchmark; they need no database, and have none here."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from evoweb.runs.management.commands.benchmark import WORLDS
from simulation.backends import BACKENDS, backend_of
from simulation.config import RunConfig
from simulation.genome import genome_json
from simulation.newborns import newborns

ROOT = Path(__file__).parents[2]
NO_DATABASE = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
COUNT = 4


def manage(*words):
    """What a command prints."""
    output = io.StringIO()
    call_command(*map(str, words), stdout=output)
    return output.getvalue()


@pytest.fixture
def genomes(tmp_path):
    config = RunConfig(seed=1)
    born = newborns(config, COUNT, seed=3)
    path = tmp_path / "genomes.json"
    path.write_text(json.dumps([genome_json(born, row, config) for row in range(COUNT)]))
    return path


def test_simulate_prints_scores_and_writes_frames(genomes, tmp_path):
    layout, frames = tmp_path / "layout.json", tmp_path / "frames.npy"
    layout.write_text("[[0.5, 0.7, 0.5], [-3, 1, 0]]")
    output = manage(
        "simulate", "--genomes", genomes, "--layout", layout, "--frames", frames, "--json",
        "--set", "world=published", "--set", "seconds=2", "--set", "clip_hz=30", "--dtype", "float64",
        "--backend", "torch",
    )  # fmt: skip
    results = json.loads(output)
    assert len(results) == COUNT
    assert set(results[0]) == {"fitness", "parts", "targets_reached", "disqualified"}
    assert set(results[0]["parts"]) == {"pellets", "progress", "travel", "regression", "effort"}
    assert any(result["targets_reached"] for result in results)
    positions = np.load(frames)
    assert positions.shape == (COUNT, 61, 8, 3)
    assert positions.dtype == np.float32
    for creature, genome in zip(positions, json.loads(genomes.read_text()), strict=True):
        born = np.add([node["position"] for node in genome["nodes"]], [0, 1, 0])
        assert np.allclose(creature[0, : len(born)], born, atol=1e-6)
        assert np.isnan(creature[:, len(born) :]).all()
        assert np.isfinite(creature[:, : len(born)]).all()


def test_simulate_takes_a_downloaded_genome_and_an_object_of_genomes_and_tells_another_format_in_one_line(genomes):
    listed = json.loads(genomes.read_text())
    expected = json.loads(manage("simulate", "--genomes", genomes, "--json", "--set", "seconds=1"))
    for data, count in ((listed[0], 1), ({"genomes": listed}, COUNT)):
        genomes.write_text(json.dumps(data))
        answer = json.loads(manage("simulate", "--genomes", genomes, "--json", "--set", "seconds=1"))
        assert answer == expected[:count]
    genomes.write_text(json.dumps([{"genes": [0.5], "fitness": 1}] * 23))
    with pytest.raises(CommandError, match=r"^\[0\]: this is another format: it has genes, fitness, .*so are 22 more$"):
        manage("simulate", "--genomes", genomes)


def test_simulate_in_float64_is_the_references_and_the_kernel_refuses_it(genomes):
    by_default = manage("simulate", "--genomes", genomes, "--json", "--set", "seconds=1", "--dtype", "float64")
    by_torch = manage(
        "simulate", "--genomes", genomes, "--json", "--set", "seconds=1", "--dtype", "float64", "--backend", "torch"
    )
    assert by_default == by_torch
    with pytest.raises(CommandError, match="dtype: must be float32: the kernel backend has no other"):
        manage("simulate", "--genomes", genomes, "--dtype", "float64", "--backend", "kernel")


def test_simulate_lists_every_problem_and_fails_without_a_traceback(genomes):
    broken = json.loads(genomes.read_text())
    broken[1]["muscles"][0]["stiffness"] = 501
    broken[3]["hue"] = "red"
    genomes.write_text(json.dumps(broken))
    done = subprocess.run(
        [sys.executable, "manage.py", "simulate", "--genomes", genomes],
        cwd=ROOT, env=NO_DATABASE, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "CommandError: [1].muscles[0].stiffness: must be 0 to 500 N/m\n[3].hue: must be 0 to 1, not str\n"
    )


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--set", "gravity=99"], "gravity: "),
        (["--set", "gravitas=9"], "gravitas: "),
        (["--set", "gravity"], "--set: must be KEY=VALUE, not 'gravity'"),
        (["--layout", "no-such-file.json"], "no-such-file.json: No such file"),
        (["--set", "task=run", "--layout", "pyproject.toml"], "layout: the task run has no targets"),
        (["--layout", "pyproject.toml"], "layout: must be JSON"),
        (["--set", "seconds=1", "--frames", "/no/such/folder/f.npy"], "there is no folder /no/such/folder"),
    ],
)
def test_simulate_names_what_is_wrong(genomes, words, complaint):
    with pytest.raises(CommandError) as refusal:
        manage("simulate", "--genomes", genomes, *words)
    assert complaint in str(refusal.value)


QUICK = ("--seconds", 1, "--threads", "1,2", "--rounds", 2)


def test_benchmark_compares_sequential_and_pooled():
    report = json.loads(manage("benchmark", "--population", 40, "--brain", "pure", *QUICK, "--json"))
    assert [(row["how"], row["threads"]) for row in report["measurements"]] == [
        ("sequential", 1), ("pooled", 1), ("pooled", 2),
    ]  # fmt: skip
    assert report["measurements"][0]["speed_up"] == 1
    for row in report["measurements"]:
        assert 0 < row["total_s"] <= row["median_s"]
        assert row["creature_steps_per_s"] == pytest.approx(40 * 240 * 4 / row["total_s"])  # in four layouts
        assert row["efficiency"] == pytest.approx(row["speed_up"] / row["threads"])
        assert 0 < row["shard_p50_ms"] <= row["shard_p95_ms"] <= row["shard_p99_ms"]
        assert 1 <= row["peak_active"] <= row["threads"]
        assert row["peak_queue_depth"] >= 1
        assert 0 < row["peak_memory_mb"] <= report["peak_memory_mb"]
    assert report["best_threads"] in (1, 2)
    assert all(row["evaluations"] >= 2 for row in report["measurements"])
    assert [(paid["brain"], paid["first_s"] > 0) for paid in report["once"]] == [("pure", True)]


def test_benchmark_measures_every_combination_and_the_ratios_between_them():
    words = ("--population", "8,16", "--brain", "none,pure", "--frames", "off,4,all")
    report = json.loads(manage("benchmark", *words, *QUICK, "--json"))
    rows = report["measurements"]
    assert len(rows) == 2 * 2 * 3 * 3
    assert {(row["population"], row["recorded"]) for row in rows} == {
        (8, 0), (8, 4), (8, 8), (16, 0), (16, 4), (16, 16),
    }  # fmt: skip
    found = {(one["what"], one["brain"], one["population"], one["recorded"]): one for one in report["ratios"]}
    times = {
        tuple(row[name] for name in ("brain", "population", "recorded", "how", "threads")): row["total_s"]
        for row in rows
    }
    recording = found["recording 4 of 16", "pure", 16, 4]["share"]
    assert recording == pytest.approx(times["pure", 16, 4, "sequential", 1] / times["pure", 16, 0, "sequential", 1] - 1)
    thinking = found["brain pure against none", "pure", 8, 0]["share"]
    assert thinking == pytest.approx(times["pure", 8, 0, "sequential", 1] / times["none", 8, 0, "sequential", 1] - 1)
    threads = found["1 → 2 threads", "none", 8, 8]["times"]
    assert threads == pytest.approx(times["none", 8, 8, "pooled", 1] / times["none", 8, 8, "pooled", 2])


def test_benchmark_compares_every_backend_with_the_reference():
    report = json.loads(manage("benchmark", "--population", 8, "--backend", ",".join(BACKENDS), *QUICK, "--json"))
    times = {row["backend"]: row["total_s"] for row in report["measurements"] if row["how"] == "sequential"}
    assert times.keys() == BACKENDS.keys()
    found = {one["what"]: one["times"] for one in report["ratios"] if "against torch" in one["what"]}
    assert found == {
        f"{name} against torch": pytest.approx(times["torch"] / times[name]) for name in BACKENDS if name != "torch"
    }


def test_benchmark_compares_the_worlds():
    report = json.loads(manage("benchmark", "--population", 8, "--world", "natural,published", *QUICK, "--json"))
    natural, published = ([row for row in report["measurements"] if row["world"] == world] for world in WORLDS)
    found = {one["what"]: one for one in report["ratios"] if "published" in one["what"]}
    seconds = natural[0]["total_s"] / published[0]["total_s"]
    assert found["a trial, natural against published"]["share"] == pytest.approx(seconds - 1)
    steps = found["steps of physics a second, natural against published"]["times"]
    assert steps == pytest.approx(4 / seconds)  # 240 of them a second, and 60


def test_benchmark_tells_compiling_from_loading():
    report = json.loads(manage("benchmark", "--population", 4, "--backend", "torch", *QUICK, "--cold", "--json"))
    (paid,) = report["once"]
    assert paid["cold_s"] > 0
    assert paid["cached_s"] > 0


def test_benchmark_prints_a_table_to_be_read():
    backend = backend_of(RunConfig())
    table = manage("benchmark", "--population", 2, *QUICK)
    assert f"natural world, 2 creatures, brain none, backend {backend}, none recorded" in table
    assert "1 → 2 threads: " in table


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--population", 1], "population: "),
        (["--threads", "two"], "must be a number from 1 to 256"),
        (["--rounds", 0], "must be a number from 1 to 1000"),
        (["--brain", "none,big"], "must be one of none, pure, hybrid, neat, not 'big'"),
        (["--backend", "abacus"], "must be one of "),
        (["--frames", "some"], "must be off, all or a number of creatures"),
        (["--frames", "9", "--population", 8], "--frames: 9 are more than the 8 creatures"),
    ],
)
def test_benchmark_refuses_what_it_cannot_measure(words, complaint):
    with pytest.raises(CommandError, match=complaint):
        manage("benchmark", *words)
