"""Packing: whole numbers that change smoothly over time, as bytes that compress well. numpy only.

What moves goes on moving: a second difference over time is smaller than a first. Its sign is folded into the lowest
bit, so that small numbers of either sign have empty high bytes, and the bytes of one significance are a plane of their
own, in which those of a column lie together in the order of time.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.signedinteger[Any]]


def planes(values: Whole) -> tuple[bytes, bytes]:
    """Little-endian numbers [F, C], F moments of C columns, as planes of F · C bytes: the lowest, then the others."""
    size = values.itemsize
    for _ in range(2):
        before, values = values, values.copy()
        values[1:] -= before[:-1]  # wraps, so that sums wrap back exactly
    folded = (values << 1) ^ (values >> (8 * size - 1))
    by_significance = folded.view(np.uint8).reshape(*values.shape, size).transpose(2, 1, 0)
    return by_significance[0].tobytes(), by_significance[1:].tobytes()


class Reader:
    """Reads numbers off bytes, from front to back."""

    def __init__(self, data: bytes, start: int):
        self.data, self.at = data, start

    def array(self, dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
        """The next numbers, as they are."""
        values = np.frombuffer(self.data, dtype, math.prod(shape), self.at).reshape(shape)
        self.at += values.nbytes
        return values

    def planes(self, dtype: str, shape: tuple[int, int]) -> Whole:
        """The next numbers [F, C] of this little-endian dtype, as `planes` left them."""
        (frames, width), size = shape, np.dtype(dtype).itemsize
        folded = np.ascontiguousarray(self.array("|u1", (size, frames * width)).T)
        columns = folded.view(f"<u{size}").reshape(width, frames)
        columns = ((columns >> 1) ^ -(columns & 1)).view(dtype)
        for _ in range(2):
            columns = np.cumsum(columns, axis=1, dtype=dtype)
        return np.ascontiguousarray(columns.T)
