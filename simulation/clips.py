"""Clips: replay frames as bytes. numpy and zstandard only; this page imports no torch.

A clip holds one body's own nodes N and muscles M, and F frames; frame 0 is the birth, frame i is at i / hz seconds.

On the wire, little-endian, everything that follows the header starting at a multiple of 4 bytes:

    bytes 0–3  "EVC1"
    uint32     request number, 0 where there is none
    uint32     length of the header, padded with spaces to make it so
    header     JSON: hz, frames, nodes, muscles, creature, generation, task, fitness, parts, targets, disqualified,
               layout
    float32    radius [N] m · friction [N] · rest_length [M] m · stiffness [M] N/m
    float32    centre [F, 3] m · score [F]
    uint16     ends [M, 2]
    int16      offsets [F, N, 3] mm from the centre; a node is at centre + offset / 1000

Stored: the same bytes with request 0 and each frame's offsets as differences from the frame before (int16, wrapping,
so that sums wrap back exactly), compressed by zstd.

A node farther than 32.767 m from its centre along an axis, as only a body flying apart can have it, is drawn at that
distance: offsets saturate. The centre is exact, so the clip stays true of where the creature is.
"""

import json
import struct
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

MAGIC = b"EVC1"
PREAMBLE = struct.Struct("<4sII")
LEVEL = 6  # of zstd: beyond it a clip gets slower, hardly smaller
FARTHEST = 32767  # mm
MOST_BYTES = 2**28  # no clip is larger; a corrupt length is not believed


@dataclass(frozen=True)
class ClipTarget:
    """A target and the frames in which it appeared and was reached (None: it was not)."""

    position: tuple[float, float, float]  # m
    appeared: int
    reached: int | None
    collection_radius: float  # m, how near a node's surface must come


@dataclass(frozen=True)
class Fault:
    """Why and in which frame a creature was disqualified."""

    reason: str
    frame: int


@dataclass(frozen=True)
class Clip:
    """One creature's episode, as it is shown."""

    hz: float
    creature: str
    generation: int
    task: str
    fitness: float
    parts: dict[str, float]
    targets: list[ClipTarget]
    disqualified: Fault | None
    layout: int

    radius: NDArray[np.float32]  # [N] m
    friction: NDArray[np.float32]  # [N]
    rest_length: NDArray[np.float32]  # [M] m
    stiffness: NDArray[np.float32]  # [M] N/m
    centre: NDArray[np.float32]  # [F, 3] m
    score: NDArray[np.float32]  # [F]
    ends: NDArray[np.uint16]  # [M, 2] node indices
    offsets: NDArray[np.int16]  # [F, N, 3] mm

    @property
    def positions(self) -> NDArray[np.float32]:
        """[F, N, 3] m, to the millimetre."""
        return self.centre[:, None] + self.offsets.astype(np.float32) / np.float32(1000)


def offsets_of(positions: NDArray[np.floating[Any]], centre: NDArray[np.float32]) -> NDArray[np.int16]:
    """Offsets [F, N, 3] mm of positions [F, N, 3] m from centre [F, 3] m, saturating."""
    millimetres = (positions - centre[:, None].astype(np.float64)) * 1000
    offsets: NDArray[np.int16] = np.clip(np.rint(millimetres), -FARTHEST, FARTHEST).astype(np.int16)
    return offsets


def message(clip: Clip, request: int = 0) -> bytes:
    """A clip as it goes over the wire, in answer to the client's request number."""
    return _packed(clip, request, clip.offsets)


def encode(clip: Clip) -> bytes:
    """A clip as it is stored."""
    steps = np.diff(clip.offsets, axis=0, prepend=np.zeros_like(clip.offsets[:1]))
    return zstandard.ZstdCompressor(LEVEL).compress(_packed(clip, 0, steps))


def decode(data: bytes) -> Clip:
    """The clip that `encode` made these bytes of.

    Raises:
        ValueError: where the bytes are no clip.
    """
    try:
        raw = zstandard.ZstdDecompressor().decompress(data, max_output_size=MOST_BYTES)
        magic, _, length = PREAMBLE.unpack_from(raw)
        if magic != MAGIC:
            raise ValueError("not a clip")
        header = json.loads(raw[PREAMBLE.size : PREAMBLE.size + length])
        frames, nodes, muscles = (header.pop(name) for name in ("frames", "nodes", "muscles"))
        arrays = _arrays(raw, PREAMBLE.size + length, _layout(frames, nodes, muscles))
        arrays["offsets"] = np.cumsum(arrays["offsets"], axis=0, dtype=np.int16)
        targets = [ClipTarget(**target | {"position": tuple(target["position"])}) for target in header.pop("targets")]
        fault = header.pop("disqualified")
        return Clip(**header | arrays, targets=targets, disqualified=fault and Fault(**fault))
    except (zstandard.ZstdError, struct.error, KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError("not a clip") from error


def _layout(frames: int, nodes: int, muscles: int) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The binary sections in their order: dtype and shape of each."""
    return {
        "radius": ("<f4", (nodes,)),
        "friction": ("<f4", (nodes,)),
        "rest_length": ("<f4", (muscles,)),
        "stiffness": ("<f4", (muscles,)),
        "centre": ("<f4", (frames, 3)),
        "score": ("<f4", (frames,)),
        "ends": ("<u2", (muscles, 2)),
        "offsets": ("<i2", (frames, nodes, 3)),
    }


def _packed(clip: Clip, request: int, offsets: NDArray[np.int16]) -> bytes:
    frames, nodes, _ = clip.offsets.shape
    layout = _layout(frames, nodes, len(clip.ends))
    header = json.dumps(_header(clip), separators=(",", ":"), allow_nan=False).encode()
    header += b" " * (-(PREAMBLE.size + len(header)) % 4)
    sections = {name: offsets if name == "offsets" else getattr(clip, name) for name in layout}
    return b"".join(
        [PREAMBLE.pack(MAGIC, request, len(header)), header]
        + [_section(name, sections[name], *layout[name]) for name in layout]
    )


def _section(name: str, values: NDArray[Any], dtype: str, shape: tuple[int, ...]) -> bytes:
    if values.shape != shape:
        raise TypeError(f"{name} must have the shape {shape}, not {values.shape}")
    return values.astype(dtype, copy=False).tobytes()


def _header(clip: Clip) -> dict[str, Any]:
    frames, nodes, _ = clip.offsets.shape
    sizes = {"frames": frames, "nodes": nodes, "muscles": len(clip.ends)}
    values = {
        one.name: getattr(clip, one.name) for one in fields(clip) if not hasattr(getattr(clip, one.name), "dtype")
    }
    targets = [vars(target) for target in clip.targets]
    return sizes | values | {"targets": targets, "disqualified": clip.disqualified and vars(clip.disqualified)}


def _arrays(raw: bytes, start: int, layout: dict[str, tuple[str, tuple[int, ...]]]) -> dict[str, NDArray[Any]]:
    arrays = {}
    for name, (dtype, shape) in layout.items():
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(raw, dtype, count, start).reshape(shape)
        start += arrays[name].nbytes
    if start != len(raw):
        raise ValueError("not a clip: its length does not match its header")
    return arrays
