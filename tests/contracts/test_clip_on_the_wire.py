"""The front end reads the clips that the engine writes: both are held to the same committed bytes.

A clip without a net has the bytes that clips had before they could hold activations.

`python -m tests.contracts.test_clip_on_the_wire` writes them anew after the wire form has changed on purpose.
"""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulation.clip_store import decode
from simulation.clips import Activations, Clip, ClipTarget, Fault, message

FRONTEND = Path(__file__).parents[2] / "frontend/src/api"
REQUEST = 7


def a_clip() -> Clip:
    """Three frames of two nodes and one muscle; frontend/src/api/clip.test.ts knows every number of it."""
    return Clip(
        hz=15.0,
        creature="131-44",
        generation=131,
        task="forage",
        fitness=112.5,
        parts={"pellets": 100.0, "progress": 12.5},
        targets=[ClipTarget((1.0, 0.5, -2.0), 0, 2, 0.35), ClipTarget((3.0, 0.75, 0.25), 2, None, 0.35)],
        disqualified=Fault("left the arena", 2),
        layout=0,
        terrain=None,
        radius=np.array([0.1, 0.25], np.float32),
        friction=np.array([0.5, 1.0], np.float32),
        rest_length=np.array([1.5], np.float32),
        stiffness=np.array([120.0], np.float32),
        centre=np.array([[0, 1, 0], [0.5, 0.75, 0], [1, 0.5, -0.5]], np.float32),
        score=np.array([0, 6.25, 112.5], np.float32),
        ends=np.array([[0, 1]], np.uint16),
        offsets=np.array(
            [[[-500, 0, 0], [500, 0, 0]], [[-400, 1, 2], [400, -1, -2]], [[-300, 0, 0], [32767, 0, 0]]]
        ).astype(np.int16),
        activations=None,
        part_scores=None,
    )


def with_a_net(clip: Clip) -> Clip:
    """The same with a net of four inputs and two hidden neurons."""
    net = Activations(
        senses={"target": 3, "bias": 1},
        hidden_scale=2.5,
        inputs=np.array([[0, 0, 0, 0], [127, -64, 0, 127], [100, -127, 1, 127]], np.int8),
        hidden=np.array([[0, 0], [127, 3], [51, 0]], np.int8),
        outputs=np.array([[0], [-127], [12]], np.int8),
    )
    return replace(clip, activations=net)


def with_parts_over_time(clip: Clip) -> Clip:
    """The same with the parts of its score in each frame; what precedes them ends at no multiple of four."""
    return replace(clip, part_scores=np.array([[0, 0], [0, 6.25], [100, 12.5]], np.float32))


GOLDEN = {
    "clip.golden.bin": a_clip(),
    "clip-with-net.golden.bin": with_a_net(a_clip()),
    "clip-with-parts.golden.bin": with_parts_over_time(with_a_net(a_clip())),
}
VECTORS, SUMS = FRONTEND / "clip-vectors.golden.bin", FRONTEND / "clip-vectors.golden.json"
STORED_BEFORE = Path(__file__).with_name("clip-before-part-scores.stored")  # by the version before them


def vectors() -> tuple[bytes, list[dict[str, Any]]]:
    """Messages of clips of random shapes, one after another, and of each its length and what it holds."""
    random = np.random.default_rng(11)
    clips = [a_clip_of_any_shape(random) for _ in range(32)]
    messages = [message(clip, 1 + number) for number, clip in enumerate(clips)]
    sums = [
        {"bytes": len(data), "request": 1 + number} | told(clip)
        for number, (data, clip) in enumerate(zip(messages, clips, strict=True))
    ]
    return b"".join(messages), sums


def a_clip_of_any_shape(random: np.random.Generator) -> Clip:
    """Its numbers are such that their sums are exact."""
    frames, nodes, muscles = (int(random.integers(*bounds)) for bounds in ((1, 12), (2, 9), (1, 12)))
    n_inputs, n_hidden, n_parts = (int(random.integers(*bounds)) for bounds in ((1, 20), (0, 9), (0, 5)))

    def floats(*shape: int) -> Any:
        return (random.integers(-(2**12), 2**12, shape) / 64).astype(np.float32)

    def shares(width: int) -> Any:
        return random.integers(-127, 128, (frames, width)).astype(np.int8)

    net = Activations({"target": n_inputs}, 2.5, shares(n_inputs), shares(n_hidden), shares(muscles))
    return replace(
        a_clip(),
        parts={f"part {i}": i / 2 for i in range(n_parts)},
        radius=floats(nodes),
        friction=floats(nodes),
        rest_length=floats(muscles),
        stiffness=floats(muscles),
        centre=floats(frames, 3),
        score=floats(frames),
        ends=random.integers(0, nodes, (muscles, 2)).astype(np.uint16),
        offsets=random.integers(-32767, 32768, (frames, nodes, 3)).astype(np.int16),
        activations=net if random.random() < 0.5 else None,
        part_scores=floats(frames, n_parts) if n_parts > 1 else None,
    )


def told(clip: Clip) -> dict[str, Any]:
    """Of each section how many numbers it has, and the sum of them, each times its place from 1 on."""
    sections = {name: array for name, array in vars(clip).items() if isinstance(array, np.ndarray)}
    if clip.activations:
        sections |= {name: getattr(clip.activations, name) for name in ("inputs", "hidden", "outputs")}
    return {
        name: [array.size, float((array.ravel().astype(np.float64) * np.arange(1, array.size + 1)).sum())]
        for name, array in sections.items()
    }


@pytest.mark.parametrize("name", GOLDEN)
def test_the_engine_writes_the_bytes_that_the_front_end_is_tested_with(name: str) -> None:
    assert message(GOLDEN[name], REQUEST) == (FRONTEND / name).read_bytes()


def test_clips_of_any_shape_are_the_vectors_that_the_front_end_is_tested_with() -> None:
    clips, sums = vectors()
    assert (clips, json.loads(json.dumps(sums))) == (VECTORS.read_bytes(), json.loads(SUMS.read_text()))


def test_what_was_stored_before_parts_were_told_by_frame_is_still_read() -> None:
    assert message(decode(STORED_BEFORE.read_bytes()), REQUEST) == (FRONTEND / "clip-with-net.golden.bin").read_bytes()


def test_the_reader_in_the_documentation_reads_what_is_downloaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocol = Path(__file__).parents[2] / "docs/protocol.md"
    reader = re.search(r"```python\n(.*?)```", protocol.read_text(), re.DOTALL)
    assert reader
    file = re.search(r'open\("(.*?)"', reader[1])
    assert file
    monkeypatch.chdir(tmp_path)
    Path(file[1]).write_bytes(message(with_a_net(a_clip())))
    read: dict[str, Any] = {}
    exec(reader[1], read)  # the page's own words
    np.testing.assert_allclose(read["positions"], a_clip().positions, atol=1e-6)
    assert (read["clip"]["ends"] == a_clip().ends).all()


if __name__ == "__main__":
    VECTORS.write_bytes(vectors()[0])
    SUMS.write_text(json.dumps(vectors()[1]) + "\n")
    for name, clip in GOLDEN.items():
        (FRONTEND / name).write_bytes(message(clip, REQUEST))
