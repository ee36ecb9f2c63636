"""The front end reads the clips that the engine writes: both are held to the same committed bytes.

A clip without a net has the bytes that clips had before they could hold activations.

`python -m tests.contracts.test_clip_on_the_wire` writes them anew after the wire form has changed on purpose.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulation.clips import Activations, Clip, ClipTarget, Fault, decode, message

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
STORED_BEFORE = Path(__file__).with_name("clip-before-part-scores.stored")  # by the version before them


@pytest.mark.parametrize("name", GOLDEN)
def test_the_engine_writes_the_bytes_that_the_front_end_is_tested_with(name: str) -> None:
    assert message(GOLDEN[name], REQUEST) == (FRONTEND / name).read_bytes()


def test_what_was_stored_before_parts_were_told_by_frame_is_still_read() -> None:
    assert message(decode(STORED_BEFORE.read_bytes()), REQUEST) == (FRONTEND / "clip-with-net.golden.bin").read_bytes()


if __name__ == "__main__":
    for name, clip in GOLDEN.items():
        (FRONTEND / name).write_bytes(message(clip, REQUEST))
