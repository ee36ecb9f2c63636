"""Threads of torch: how many it takes of its own accord, and how it is held to one."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def one_torch_thread() -> Iterator[None]:
    """Hold torch to one thread on this thread: its operations here are too small to share out.

    In torch 2.13 (OpenMP), the number belongs to the thread that sets it; a thread that has not used torch yet starts
    with the number set last anywhere. So each thread that plays must hold it for itself, and others keep theirs.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
