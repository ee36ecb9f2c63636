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
        "--set", "seconds=2", "--set", "clip_hz=30", "--dtype", "float64", "--backend", "torch",
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
        (["--set", "seconds=1", "--frames", "/no/such/folder/f.npy"], "/no/such/folder/f.npy: No such file"),
    ],
)
def test_simulate_names_what_is_wrong(genomes, words, complaint):
    with pytest.raises(CommandError) as refusal:
        manage("simulate", "--genomes", genomes, *words)
    assert complaint in str(refusal.value)


def test_benchmark_compares_sequential_and_pooled():
    words = ("--population", 40, "--seconds", 1, "--brain", "pure", "--threads", "1,2")
    report = json.loads(manage("benchmark", *words, "--json"))
    assert [(row["how"], row["threads"]) for row in report["measurements"]] == [
        ("sequential", 1), ("pooled", 1), ("pooled", 2),
    ]  # fmt: skip
    for row in report["measurements"]:
        assert row["creature_steps_per_s"] > 0
        assert 0 < row["shard_p50_ms"] <= row["shard_p95_ms"] <= row["shard_p99_ms"]
        assert 1 <= row["peak_active"] <= row["threads"]
        assert row["peak_queue_depth"] >= 1
    assert report["best_threads"] in (1, 2)
    assert report["peak_memory_mb"] > 0


def test_benchmark_prints_a_table_to_be_read():
    assert "creatures, 1 s, brain none, backend torch" in manage("benchmark", "--population", 2, "--seconds", 1)


@pytest.mark.parametrize(
    ("words", "complaint"),
    [(["--population", 1], "population: "), (["--threads", "two"], "must be numbers from 1 to 256")],
)
def test_benchmark_refuses_what_it_cannot_measure(words, complaint):
    with pytest.raises(CommandError, match=complaint):
        manage("benchmark", *words)
