"""Clips: replay frames as bytes. This page imports no torch.

A clip holds one body's own nodes N and muscles M, and F frames; frame 0 is the birth, frame i is at i / hz seconds.
Where a net drives the creature, a clip also holds what it sensed I, thought H and told its muscles, as it had last
decided by each frame; 0 before it first did.

On the wire, little-endian, every section starting at a multiple of what one of its numbers takes:

    bytes 0–3  "EVC1"
    uint32     request number, 0 where there is none
    uint32     length of the header, padded with spaces to make it so
    header     JSON: hz, frames, nodes, muscles, creature, generation, task, fitness, parts, targets, disqualified,
               layout; where there is a net, activations: senses (inputs of each sense, in their order), hidden
               (neurons) and hidden_scale; where the ground is not level, terrain (terrain.py: kind and its numbers);
               where the score has several parts P, part_scores: their names in the order of the section's columns
    float32    radius [N] m · friction [N] · rest_length [M] m · stiffness [M] N/m
    float32    centre [F, 3] m · score [F]
    uint16     ends [M, 2]
    int16      offsets [F, N, 3] mm from the centre; a node is at centre + offset / 1000
    int8       inputs [F, I] · hidden [F, H] · outputs [F, M], only where there is a net; 127 is an input or output of
               1, and a hidden activation of hidden_scale. I leaves out the senses of slots that the body does not use.
    float32    part_scores [F, P], only where the header names them; they end the clip, for those came last who learnt
               to read them. A clip that was stored before there were any has none.

clip_store.py tells how a clip is stored. Centre and scores are put on their grids when it is made (`snapped`), and a
node's offset is taken from the snapped centre: where a node is shown is none the coarser.

A node farther than 32.767 m from its centre along an axis, as only a body flying apart can have it, is drawn at that
distance: offsets saturate. The centre reaches 524 km, so the clip stays true of where the creature is.
"""

import json
import math
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"EVC1"
PREAMBLE = struct.Struct("<4sII")
FARTHEST = 32767  # mm
GRID = 2048  # steps of centre and score to a metre and a point; a power of 2, so that float32 holds them exactly
PARTS_GRID = 64  # steps of a part of the score to a point: finer than a chart shows, and half the bytes
MOST_STEPS = 2**30
FULL = 127  # what an activation of 1, or of the hidden scale, is carried as
SIZES = ("frames", "nodes", "muscles")
NET = ("inputs", "hidden", "outputs")
OPTIONAL = ("terrain", "activations", "part_scores")  # what a header leaves out where a clip has none
JSON = json.JSONEncoder(separators=(",", ":"), allow_nan=False)
Floats = NDArray[np.floating[Any]]


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
class Activations:
    """What a creature's net sensed, thought and told its muscles by each frame, each in 1 / FULL of its scale."""

    senses: dict[str, int]  # inputs of each sense, in their order; I in all
    hidden_scale: float  # the activation that `hidden` carries as FULL; that of inputs and outputs is 1
    inputs: NDArray[np.int8]  # [F, I]
    hidden: NDArray[np.int8]  # [F, H]
    outputs: NDArray[np.int8]  # [F, M]


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
    terrain: dict[str, Any] | None  # as terrain.described tells it; None: level ground

    radius: NDArray[np.float32]  # [N] m
    friction: NDArray[np.float32]  # [N]
    rest_length: NDArray[np.float32]  # [M] m
    stiffness: NDArray[np.float32]  # [M] N/m
    centre: NDArray[np.float32]  # [F, 3] m
    score: NDArray[np.float32]  # [F]
    ends: NDArray[np.uint16]  # [M, 2] node indices
    offsets: NDArray[np.int16]  # [F, N, 3] mm
    activations: Activations | None  # None: no net
    part_scores: NDArray[np.float32] | None  # [F, P] in the order of `parts`; None: one part alone, or not recorded

    @property
    def positions(self) -> NDArray[np.float32]:
        """[F, N, 3] m, to the millimetre."""
        return self.centre[:, None] + self.offsets.astype(np.float32) / np.float32(1000)


def snapped(values: Floats, grid: int = GRID) -> NDArray[np.float32]:
    """Metres or points, to the nearest step of the grid; saturating."""
    steps = np.rint(values * grid).clip(-MOST_STEPS, MOST_STEPS)
    return (steps / grid + 0.0).astype(np.float32)  # the sum has no −0, which whole numbers would not keep


def offsets_of(positions: NDArray[np.floating[Any]], centre: NDArray[np.float32]) -> NDArray[np.int16]:
    """Offsets [F, N, 3] mm of positions [F, N, 3] m from centre [F, 3] m, saturating."""
    millimetres = (positions - centre[:, None].astype(np.float64)) * 1000
    offsets: NDArray[np.int16] = np.clip(np.rint(millimetres), -FARTHEST, FARTHEST).astype(np.int16)
    return offsets


def activations_of(senses: dict[str, int], inputs: Floats, hidden: Floats, outputs: Floats) -> Activations:
    """Activations of inputs [F, I] and outputs [F, M] in −1..1 and of hidden neurons [F, H] of any size.

    What is infinite, as a net of enormous weights can have it, saturates; what is no number is shown as 0.
    """
    scale = float(np.abs(hidden).max(initial=1, where=np.isfinite(hidden)))
    shares = np.concatenate([inputs * FULL, hidden * (FULL / scale), outputs * FULL], 1)
    shares[np.isnan(shares)] = 0
    carried = np.rint(shares).clip(-FULL, FULL).astype(np.int8)
    first, last = inputs.shape[1], inputs.shape[1] + hidden.shape[1]
    parts = (carried[:, :first], carried[:, first:last], carried[:, last:])
    return Activations(senses, scale, *(np.ascontiguousarray(part) for part in parts))


def message(clip: Clip, request: int = 0) -> bytes:
    """A clip as it goes over the wire, in answer to the client's request number."""
    header = header_of(clip)
    text = text_of(header)
    text += b" " * (-(PREAMBLE.size + len(text)) % 4)
    data = bytearray(PREAMBLE.pack(MAGIC, request, len(text)) + text)
    for section in sections_of(clip, header).values():
        data += b"\0" * (-len(data) % section.itemsize) + section.tobytes()
    return bytes(data)


def read_message(data: bytes) -> Clip:
    """The clip of a message, or of a downloaded file, which has the same bytes.

    Raises:
        ValueError: where the bytes are no whole clip.
    """
    try:
        magic, _, length = PREAMBLE.unpack_from(data)
        if magic != MAGIC:
            raise ValueError("no clip begins like this")
        at = PREAMBLE.size + length
        header = json.loads(data[PREAMBLE.size : at])
        arrays = {}
        for name, (dtype, shape) in layout_of(header).items():
            kind = np.dtype(dtype)
            at += -at % kind.itemsize
            arrays[name] = np.frombuffer(data, kind, math.prod(shape), at).reshape(shape)
            at += arrays[name].nbytes
        return clip_of_header(header, arrays)
    except (ValueError, struct.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a whole clip") from error


def layout_of(header: dict[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The binary sections in their order: dtype and shape of each."""
    frames, nodes, muscles = (header[name] for name in SIZES)
    layout: dict[str, tuple[str, tuple[int, ...]]] = {
        "radius": ("<f4", (nodes,)),
        "friction": ("<f4", (nodes,)),
        "rest_length": ("<f4", (muscles,)),
        "stiffness": ("<f4", (muscles,)),
        "centre": ("<f4", (frames, 3)),
        "score": ("<f4", (frames,)),
        "ends": ("<u2", (muscles, 2)),
        "offsets": ("<i2", (frames, nodes, 3)),
    }
    if "activations" in header:
        net = header["activations"]
        widths = (sum(net["senses"].values()), net["hidden"], muscles)
        layout |= {name: ("|i1", (frames, width)) for name, width in zip(NET, widths, strict=True)}
    if "part_scores" in header:
        layout["part_scores"] = ("<f4", (frames, len(header["part_scores"])))
    return layout


def sections_of(clip: Clip, header: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """The arrays of a clip, and of its activations, in their order on the wire and as their bytes lie there."""
    values = vars(clip) | (vars(clip.activations) if clip.activations else {})
    sections = {}
    for name, (dtype, shape) in layout_of(header).items():
        if values[name].shape != shape:
            raise TypeError(f"{name} must have the shape {shape}, not {values[name].shape}")
        sections[name] = values[name].astype(dtype, copy=False)
    return sections


def text_of(header: dict[str, Any]) -> bytes:
    """A header as JSON."""
    return JSON.encode(header).encode()


def header_of(clip: Clip) -> dict[str, Any]:
    """All of a clip but its sections."""
    frames, nodes, _ = clip.offsets.shape
    sizes = dict(zip(SIZES, (frames, nodes, len(clip.ends)), strict=True))
    values = {name: value for name, value in vars(clip).items() if not isinstance(value, np.ndarray | Activations)}
    values["targets"] = [vars(target) for target in clip.targets]
    values["disqualified"] = clip.disqualified and vars(clip.disqualified)
    net = clip.activations
    values = {name: value for name, value in values.items() if name not in OPTIONAL or value is not None}
    if clip.part_scores is not None:
        values["part_scores"] = list(clip.parts)
    if net is not None:
        values["activations"] = {
            "senses": net.senses,
            "hidden": net.hidden.shape[1],
            "hidden_scale": net.hidden_scale,
        }
    return sizes | values


def clip_of_header(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Clip:
    """The clip of a header and its sections."""
    values: dict[str, Any] = dict.fromkeys(OPTIONAL) | {
        name: value for name, value in header.items() if name not in SIZES
    }
    values["targets"] = [ClipTarget(**one | {"position": tuple(one["position"])}) for one in header["targets"]]
    values["disqualified"] = header["disqualified"] and Fault(**header["disqualified"])
    if "activations" in header:
        net = header["activations"]
        of_net = {name: arrays.pop(name) for name in NET}
        values["activations"] = Activations(net["senses"], net["hidden_scale"], **of_net)
    return Clip(**values | arrays)
