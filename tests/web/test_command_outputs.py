"""What commands write: tried before they work, replaced as a whole, kept on Ctrl-C; and pipes that are closed."""

import json
import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from evoweb.runs.management.commands import evolve as evolve_command
from evoweb.runs.management.commands import simulate as simulate_command
from evoweb.runs.management.output_file import OutputFile
from tests.processes import MANAGE, until

NO_DATABASE = os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
SMALL = ["--set", "population=6", "--set", "seconds=1", "--set", "settle=0", "--seed", "4"]
ENDLESS = ["evolve", "--preset", "quick", *SMALL, "--generations", "100000"]


def no_work(*args: object) -> None:
    raise AssertionError("it began to work")


@pytest.fixture
def genomes(tmp_path: Path) -> Path:
    file = tmp_path / "genomes.json"
    call_command(
        "evolve", "--preset", "quick", *SMALL, "--set", "max_nodes=8", "--set", "max_muscles=15",  # as simulate takes
        "--generations", "1", "--champion", str(file), stdout=StringIO(),
    )  # fmt: skip
    return file


def test_an_output_that_is_a_folder_or_has_none_is_refused_before_the_work(
    genomes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evolve_command, "evolve", no_work)
    monkeypatch.setattr(simulate_command, "simulate_batch", no_work)
    champion = ["evolve", "--preset", "quick", "--champion"]
    frames = ["simulate", "--genomes", str(genomes), "--frames"]
    for command in (champion, frames):
        with pytest.raises(CommandError, match=f"{command[-1]}: {tmp_path} is a folder"):
            call_command(*command, str(tmp_path))
        with pytest.raises(CommandError, match=f"{command[-1]}: there is no folder /no/such"):
            call_command(*command, "/no/such/file")
    with pytest.raises(CommandError, match=f"--out: {genomes}: File exists"):
        call_command("quality", "--preset", "quick", "--out", str(genomes))
    assert sorted(tmp_path.iterdir()) == [genomes]


def test_a_file_is_replaced_as_a_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    there, link = tmp_path / "there", tmp_path / "link"
    there.write_text("before")
    link.symlink_to(there)
    output = OutputFile("--frames", link)
    assert there.read_text() == "before"

    def breaks(stream: object) -> None:
        stream.write(b"half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        output.write(breaks)
    assert there.read_text() == "before"
    output.write(lambda stream: stream.write(b"after"))
    assert (there.read_text(), link.is_symlink()) == ("after", True)
    assert sorted(tmp_path.iterdir()) == [link, there]
    OutputFile("--frames", Path("/dev/null")).write(lambda stream: stream.write(b"nothing"))
    assert Path("/dev/null").is_char_device()


def test_an_interrupted_evolution_keeps_its_champion_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "champion.json"
    process = subprocess.Popen(
        [sys.executable, MANAGE, *ENDLESS, "--champion", str(file)],
        env=NO_DATABASE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    until(file.exists, lambda: "no champion is written")
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    (line,) = said.splitlines()
    assert line.startswith("CommandError: Interrupted. The champion of generation ")
    assert line.endswith(f"is in {file}.")
    call_command("simulate", "--genomes", str(file), "--set", "task=run", "--set", "seconds=1", stdout=StringIO())
    assert sorted(tmp_path.iterdir()) == [file]


def test_an_interrupted_command_that_keeps_nothing_says_so(genomes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(simulate_command, "simulate_batch", interrupted)
    with pytest.raises(CommandError, match=r"Interrupted\. Nothing is kept\.") as refusal:
        call_command("simulate", "--genomes", str(genomes), "--frames", str(genomes.with_name("frames.npy")))
    assert refusal.value.returncode == 130
    assert not genomes.with_name("frames.npy").exists()


@pytest.mark.parametrize("command", [[*ENDLESS], [*ENDLESS, "--json"], ["help", "--commands"]], ids=" ".join)
def test_a_closed_pipe_ends_a_command_quietly(command: list[str]) -> None:
    read, write = os.pipe()
    process = subprocess.Popen(
        [sys.executable, MANAGE, *command], env=NO_DATABASE, stdout=write, stderr=subprocess.PIPE, text=True
    )
    os.close(write)
    if command[0] == "evolve":
        os.read(read, 1)  # as `head` does, which then goes
    os.close(read)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (141, "")


def test_frames_are_written_whole(genomes: Path, tmp_path: Path) -> None:
    frames = tmp_path / "frames.npy"
    frames.write_text("of before")
    call_command(
        "simulate", "--genomes", str(genomes), "--frames", str(frames), "--set", "task=run", "--set", "seconds=1",
        stdout=StringIO(),
    )  # fmt: skip
    assert np.load(frames).ndim == 4
    assert json.loads(genomes.read_text())[0]["format"] == "evoweb-genome/1"
