"""Random numbers of a creature's own; the page `random.py` of the reference, number by number."""

import numpy as np
from numba import njit

from simulation import random as law

GOLDEN, MIX_1, MIX_2 = (np.uint64(number % 2**64) for number in (law.GOLDEN, law.MIX_1, law.MIX_2))
FIRST, SECOND, THIRD, REST = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
UNIT = 2.0**-53


@njit(nogil=True)
def uniform(stream, number):
    """Number `number` (0, 1, …) of a stream (uint64), even in 0..1, as float32."""
    bits = stream + (np.uint64(number) + np.uint64(1)) * GOLDEN
    bits = (bits ^ (bits >> FIRST)) * MIX_1
    bits = (bits ^ (bits >> SECOND)) * MIX_2
    bits = bits ^ (bits >> THIRD)
    return np.float32(np.float64(bits >> REST) * UNIT)
