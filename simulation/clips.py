"""Clips: replay frames as bytes. numpy and zstandard only; this page imports no torch.

A clip holds one body's own nodes N and muscles M, and F frames; frame 0 is the birth, frame i is at i / hz seconds.
Where a net drives the creature, a clip also holds what it sensed I, thought H and told its muscles, as it had last
decided by each frame; 0 before it first did.

On the wire, little-endian, every section starting at a multiple of what one of its numbers takes:

    bytes 0–3  "EVC1"
    uint32     request number, 0 where there is none
    uint32     length of the header, padded with spaces to make it so
    header     JSON: hz, frames, nodes, muscles, creature, generation, task, fitness, parts, targets, disqualified,
               layout; where there is a net, activations: senses (inputs of each sense, in their order), hidden
               (neurons) and hidden_scale
    float32    radius [N] m · friction [N] · rest_length [M] m · stiffness [M] N/m
    float32    centre [F, 3] m · score [F]
    uint16     ends [M, 2]
    int16      offsets [F, N, 3] mm from the centre; a node is at centre + offset / 1000
    int8       inputs [F, I] · hidden [F, H] · outputs [F, M], only where there is a net; 127 is an input or output of
               1, and a hidden activation of hidden_scale. I leaves out the senses of slots that the body does not use.

Stored: the same bytes with request 0 and each frame's offsets and activations as differences from the frame before
(wrapping, so that sums wrap back exactly), compressed by zstd: the text and each of the three kinds of numbers as a
block, and so with statistics, of its own.

A node farther than 32.767 m from its centre along an axis, as only a body flying apart can have it, is drawn at that
distance: offsets saturate. The centre is exact, so the clip stays true of where the creature is.
"""

import json
import struct
import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

MAGIC = b"EVC1"
PREAMBLE = struct.Struct("<4sII")
LEVEL = 3  # of zstd: beyond it a clip gets slower, hardly smaller
FARTHEST = 32767  # mm
FULL = 127  # what an activation of 1, or of the hidden scale, is carried as
MOST_BYTES = 2**28  # no clip is larger; a corrupt length is not believed
SIZES = ("frames", "nodes", "muscles")
NET = ("inputs", "hidden", "outputs")
OVER_TIME = ("offsets", *NET)  # what is stored as differences

Floats = NDArray[np.floating[Any]]
_of_thread = threading.local()


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

    radius: NDArray[np.float32]  # [N] m
    friction: NDArray[np.float32]  # [N]
    rest_length: NDArray[np.float32]  # [M] m
    stiffness: NDArray[np.float32]  # [M] N/m
    centre: NDArray[np.float32]  # [F, 3] m
    score: NDArray[np.float32]  # [F]
    ends: NDArray[np.uint16]  # [M, 2] node indices
    offsets: NDArray[np.int16]  # [F, N, 3] mm
    activations: Activations | None  # None: no net

    @property
    def positions(self) -> NDArray[np.float32]:
        """[F, N, 3] m, to the millimetre."""
        return self.centre[:, None] + self.offsets.astype(np.float32) / np.float32(1000)


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
    return b"".join(_blocks(clip, request, _sections(clip)))


def encode(clip: Clip) -> bytes:
    """A clip as it is stored."""
    sections = _sections(clip)
    sections |= {name: _differences(sections[name]) for name in OVER_TIME if name in sections}
    blocks = [block for block in _blocks(clip, 0, sections) if block]
    if not hasattr(_of_thread, "compressor"):
        _of_thread.compressor = zstandard.ZstdCompressor(LEVEL)  # takes longer to make than a clip to compress
    stream = _of_thread.compressor.compressobj(size=sum(len(block) for block in blocks))
    packed = [stream.compress(block) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK) for block in blocks]
    return b"".join([*packed, stream.flush()])


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
        arrays = _arrays(raw, PREAMBLE.size + length, _layout(header))
        for name in arrays.keys() & OVER_TIME:
            arrays[name] = np.cumsum(arrays[name], axis=0, dtype=arrays[name].dtype)
        return _clip(header, arrays)
    except (zstandard.ZstdError, struct.error, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError("not a clip") from error


def _layout(header: dict[str, Any]) -> dict[str, tuple[str, tuple[int, ...]]]:
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
    return layout


def _sections(clip: Clip) -> dict[str, NDArray[Any]]:
    """The arrays of a clip, and of its activations, by name."""
    values = vars(clip) | (vars(clip.activations) if clip.activations else {})
    return {name: value for name, value in values.items() if isinstance(value, np.ndarray)}


def _differences(values: NDArray[Any]) -> NDArray[Any]:
    """Each frame less the one before it, wrapping; the first as it is."""
    differences = values.copy()
    differences[1:] -= values[:-1]
    return differences


def _blocks(clip: Clip, request: int, sections: dict[str, NDArray[Any]]) -> list[bytes]:
    """A clip's bytes, of which the kinds stay apart: the header, the body and its way, its motion, its net."""
    header = _header(clip)
    text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
    text += b" " * (-(PREAMBLE.size + len(text)) % 4)
    packed = {name: _section(name, sections[name], *form) for name, form in _layout(header).items()}
    motion, net = packed.pop("offsets"), [packed.pop(name, b"") for name in NET]
    return [PREAMBLE.pack(MAGIC, request, len(text)) + text, b"".join(packed.values()), motion, b"".join(net)]


def _section(name: str, values: NDArray[Any], dtype: str, shape: tuple[int, ...]) -> bytes:
    if values.shape != shape:
        raise TypeError(f"{name} must have the shape {shape}, not {values.shape}")
    return values.astype(dtype, copy=False).tobytes()


def _header(clip: Clip) -> dict[str, Any]:
    frames, nodes, _ = clip.offsets.shape
    sizes = dict(zip(SIZES, (frames, nodes, len(clip.ends)), strict=True))
    values = {name: value for name, value in vars(clip).items() if not isinstance(value, np.ndarray | Activations)}
    values["targets"] = [vars(target) for target in clip.targets]
    values["disqualified"] = clip.disqualified and vars(clip.disqualified)
    net = clip.activations
    if net is None:
        del values["activations"]
    else:
        values["activations"] = {
            "senses": net.senses,
            "hidden": net.hidden.shape[1],
            "hidden_scale": net.hidden_scale,
        }
    return sizes | values


def _clip(header: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> Clip:
    """The clip of a header and its sections."""
    values = {name: value for name, value in header.items() if name not in SIZES}
    values["targets"] = [ClipTarget(**one | {"position": tuple(one["position"])}) for one in header["targets"]]
    values["disqualified"] = header["disqualified"] and Fault(**header["disqualified"])
    values["activations"] = None
    if "activations" in header:
        net = header["activations"]
        of_net = {name: arrays.pop(name) for name in NET}
        values["activations"] = Activations(net["senses"], net["hidden_scale"], **of_net)
    return Clip(**values | arrays)


def _arrays(raw: bytes, start: int, layout: dict[str, tuple[str, tuple[int, ...]]]) -> dict[str, NDArray[Any]]:
    arrays = {}
    for name, (dtype, shape) in layout.items():
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(raw, dtype, count, start).reshape(shape)
        start += arrays[name].nbytes
    if start != len(raw):
        raise ValueError("not a clip: its length does not match its header")
    return arrays
