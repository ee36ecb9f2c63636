"""Random numbers that depend on what they are for, never on who drew before.

Every draw is named by the run's seed, a purpose, a generation and, where it belongs to one creature, the creature's id;
so a creature meets the same numbers alone, in its population, in any shard and after a resumption.
"""

import hashlib

import torch
from torch import Generator, Tensor

GOLDEN = -7046029254386353131  # 0x9E3779B97F4A7C15 as int64, the odd step of splitmix64
MIX_1 = -4658895280553007687  # 0xBF58476D1CE4E5B9
MIX_2 = -7723592293110705685  # 0x94D049BB133111EB


def key(seed: int, purpose: str, generation: int) -> int:
    """An int64 that names one stream of random numbers."""
    digest = hashlib.blake2b(f"{seed}/{purpose}/{generation}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def generator(seed: int, purpose: str, generation: int) -> Generator:
    """A generator on the CPU, for what is drawn for a whole population at once."""
    return Generator().manual_seed(key(seed, purpose, generation))


def uniform(seed: int, purpose: str, generation: int, ids: Tensor, *shape: int) -> Tensor:
    """Numbers of each creature's own, even in 0..1 (1 excluded).

    Counter-based: number i of a creature is splitmix64 (Steele, Lea & Flood 2014) of its stream at i.

    Args:
        ids: [B] int64.
    Returns:
        [B, *shape] float64, on the device of `ids`.
    """
    stream = streams(seed, purpose, generation, ids)
    count = torch.arange(1, 1 + torch.Size(shape).numel(), device=ids.device)
    bits = _mixed(stream[:, None] + count * GOLDEN)
    return (_shifted(bits, 11).double() * 2.0**-53).reshape(len(ids), *shape)


def streams(seed: int, purpose: str, generation: int, ids: Tensor) -> Tensor:
    """The stream [B] int64 of each creature, of whose number i `uniform` is made."""
    return _mixed(_mixed(ids * GOLDEN) ^ key(seed, purpose, generation))


def _mixed(bits: Tensor) -> Tensor:
    """The output function of splitmix64; int64 wraps as uint64 would."""
    bits = (bits ^ _shifted(bits, 30)) * MIX_1
    bits = (bits ^ _shifted(bits, 27)) * MIX_2
    return bits ^ _shifted(bits, 31)


def _shifted(bits: Tensor, places: int) -> Tensor:
    """Shift right, filling with zeros (torch fills with the sign)."""
    return (bits >> places) & ((1 << (64 - places)) - 1)
