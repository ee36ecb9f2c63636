"""The front end reads the clips that the engine writes: both are held to the same committed bytes.

`python -m tests.contracts.test_clip_on_the_wire` writes them anew after the wire form has changed on purpose.
"""

from pathlib import Path

import numpy as np

from simulation.clips import Clip, ClipTarget, Fault, message

GOLDEN = Path(__file__).parents[2] / "frontend/src/api/clip.golden.bin"
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
    )


def test_the_engine_writes_the_bytes_that_the_front_end_is_tested_with() -> None:
    assert message(a_clip(), REQUEST) == GOLDEN.read_bytes()


if __name__ == "__main__":
    GOLDEN.write_bytes(message(a_clip(), REQUEST))
