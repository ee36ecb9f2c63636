"""Packing: numbers come back to the bit, and what moves steadily takes next to nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.packing import Reader, planes


@given(st.sampled_from(["<i1", "<i2", "<i4"]), st.integers(0, 9), st.integers(0, 9), st.integers(0, 2**32))
def test_any_numbers_come_back(dtype, frames, width, seed):
    limits = np.iinfo(dtype)
    values = np.random.default_rng(seed).integers(limits.min, limits.max, (frames, width), dtype, endpoint=True)
    stored = Reader(b"xyz" + b"".join(planes(values)), 3)
    back = stored.planes(dtype, values.shape)
    assert (back.dtype, stored.at) == (values.dtype, len(stored.data))
    assert np.array_equal(back, values)


def test_of_what_moves_steadily_only_the_start_is_told():
    steady = np.arange(50, dtype=np.int16)[:, None] * [3, -4] + [1, 0]
    lowest, others = planes(steady.astype(np.int16))
    assert lowest == bytes([2, 2 * 2, *[0] * 48, 0, 2 * 4 - 1, *[0] * 48])
    assert others == bytes(100)


def test_bytes_that_are_cut_short_are_refused():
    with pytest.raises(ValueError, match="buffer"):
        Reader(b"12345", 0).planes("<i2", (3, 1))
