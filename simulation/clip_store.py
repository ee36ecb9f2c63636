"""Clips as they are stored: compressed, and back to the bit. This page imports no torch.

The first four bytes are "EVS2", and all others compressed by zstd, with a dictionary of what headers say:

    uint32     length of the header
    header     the same JSON as on the wire (clips.py)
    as sent    radius · friction · rest_length · stiffness · ends
    planes     int32 [F, 4]: centre and score in steps of 1 / GRID m and points
    planes     int16 [F, 3 N]: offsets
    uint8      a bit for each frame, the first the highest: whether the net had decided anew; only where there is a net
    planes     int8 [D, I + H + M]: inputs, hidden and outputs of the frames in which it had
    planes     int32 [F, P]: part_scores in steps of 1 / PARTS_GRID points; only where the header names them

packing.py tells what planes are. The header, the body, the bits with the net's planes, and of the others the lowest
plane and the rest are each a block of their own, and so have statistics of their own.
"""

import json
import math
import struct
import threading
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from simulation.clips import GRID, NET, PARTS_GRID, Clip, clip_of_header, header_of, layout_of, sections_of, text_of
from simulation.packing import Reader, planes

STORED_MAGIC = b"EVS2"
LENGTH = struct.Struct("<I")
LEVEL = 1  # of zstd: beyond it a clip gets slower, hardly smaller
MOST_BYTES = 2**28  # no clip is larger; a corrupt length is not believed
BODY = ("radius", "friction", "rest_length", "stiffness", "ends")
DICTIONARY = zstandard.ZstdCompressionDict(
    b'"parts":{"pellets":0.0,"progress":0.0,"travel":0.0,"regression":0.0,"effort":-0.0},"targets":[{"position":[0.'
    b'],"appeared":0,"reached":null,"collection_radius":0.35}],"disqualified":{"reason":"not finite left the arena '
    b'too high","frame":null,{"frames":121,"nodes":,"muscles":,"hz":15.0,"creature":"","generation":,"task":"forage",'
    b'"fitness":,"parts":{"distance":},"targets":[],"disqualified":null,"layout":0,"activations":{"senses":{"target":3,'
    b'"motion":3,"distance":1,"clock":2,"strain":,"velocity":,"ground":,"bias":1},"hidden":8,"hidden_scale":1.0}}',
    dict_type=zstandard.DICT_TYPE_RAWCONTENT,
)
_of_thread = threading.local()


def encode(clip: Clip) -> bytes:
    """A clip as it is stored; its centre and score are on the grid, or come back snapped to it."""
    header = header_of(clip)
    text, sections = text_of(header), sections_of(clip, header)
    way = np.concatenate([sections["centre"], sections["score"][:, None]], 1) * GRID
    offsets = sections["offsets"]
    blocks = [LENGTH.pack(len(text)) + text, b"".join(sections[name].tobytes() for name in BODY)]
    blocks += [*planes(np.rint(way).astype("<i4")), *planes(offsets.reshape(len(offsets), -1))]
    if clip.activations:
        net = np.concatenate([sections[name] for name in NET], 1)
        anew = _anew(net)
        blocks += [np.packbits(anew).tobytes() + b"".join(planes(net[anew]))]
    if "part_scores" in sections:
        blocks += planes(np.rint(sections["part_scores"] * PARTS_GRID).astype("<i4"))
    return STORED_MAGIC + _compressed(blocks)


def decode(data: bytes) -> Clip:
    """The clip that `encode` made these bytes of.

    Raises:
        ValueError: where the bytes are no clip, or one that another version stored.
    """
    if data[: len(STORED_MAGIC)] != STORED_MAGIC:
        raise ValueError("not a clip, or not one stored by this version")
    try:
        decompressor = zstandard.ZstdDecompressor(dict_data=DICTIONARY)
        raw = decompressor.decompress(data[len(STORED_MAGIC) :], max_output_size=MOST_BYTES)
        (length,) = LENGTH.unpack_from(raw)
        header = json.loads(raw[LENGTH.size : LENGTH.size + length])
        return clip_of_header(header, _stored_arrays(Reader(raw, LENGTH.size + length), header))
    except (zstandard.ZstdError, struct.error, KeyError, TypeError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError("not a clip") from error


def _stored_arrays(stored: Reader, header: dict[str, Any]) -> dict[str, NDArray[Any]]:
    """The sections that follow a stored header."""
    layout, frames = layout_of(header), header["frames"]
    arrays = {name: stored.array(*layout[name]) for name in BODY}
    way = stored.planes("<i4", (frames, 4)).astype(np.float32) / np.float32(GRID)
    dtype, shape = layout["offsets"]
    arrays |= {"centre": way[:, :3].copy(), "score": way[:, 3].copy()}
    arrays["offsets"] = stored.planes(dtype, (frames, math.prod(shape[1:]))).reshape(shape)
    if "activations" in header:
        anew = np.unpackbits(stored.array("|u1", (-(-frames // 8),)), count=frames)
        widths = [layout[name][1][1] for name in NET]
        decided = stored.planes("|i1", (int(anew.sum()), sum(widths)))
        net = np.pad(decided, ((1, 0), (0, 0)))[np.cumsum(anew)]
        parts = np.split(net, np.cumsum(widths)[:-1], 1)
        arrays |= {name: np.ascontiguousarray(part) for name, part in zip(NET, parts, strict=True)}
    if "part_scores" in header:
        shape = (frames, len(header["part_scores"]))
        arrays["part_scores"] = stored.planes("<i4", shape).astype(np.float32) / np.float32(PARTS_GRID)
    if stored.at != len(stored.data):
        raise ValueError("not a clip: its length does not match its header")
    return arrays


def _anew(net: NDArray[np.int8]) -> NDArray[np.bool_]:
    """[F] whether activations [F, …] differ from those of the frame before; the first's, whether they are not 0."""
    anew = np.empty(len(net), np.bool_)
    anew[0] = net[0].any()
    anew[1:] = (net[1:] != net[:-1]).any(1)
    return anew


def _compressed(blocks: list[bytes]) -> bytes:
    """Bytes of several kinds, each with statistics of its own."""
    if not hasattr(_of_thread, "compressor"):  # takes longer to make than a clip to compress
        _of_thread.compressor = zstandard.ZstdCompressor(LEVEL, dict_data=DICTIONARY)
    stream = _of_thread.compressor.compressobj(size=sum(len(block) for block in blocks))
    packed = [stream.compress(block) + stream.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK) for block in blocks if block]
    return b"".join([*packed, stream.flush()])
