"""CUDA graphs: a stretch of steps recorded once, then launched as one.

Python asks for a step's hundred small operations more slowly than a GPU does them. A graph holds all operations of a
stretch of steps, and the memory they were recorded with. So a stretch must start and end in the same memory, must ask
nobody what a value is, and must find the number of its step on the device.

A stretch is a generator that yields after every step. A player plays one again and again, endlessly, and yields after
every step what the holders (dataclasses of tensors, which the stretch changes by putting new tensors into them) then
hold. There is one for each kind of device.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from copy import copy
from dataclasses import fields
from typing import Any

import torch
from torch import Tensor

Stretch = Callable[[], Iterable[None]]
Moments = Iterator[tuple[Any, ...]]  # the holders after each step
Player = Callable[..., Moments]  # of a stretch and its holders

WARM_UPS = 2  # stretches before the recording: the first is not like others (a first decision), the second is

_gpu = threading.Lock()
_unseen: ContextVar[bool] = ContextVar("unseen", default=False)


def possible(event: Tensor) -> bool:
    """Whether there may be an event [] bool, for which there is rare work to do.

    To look spares a CPU the work. A GPU would have to be waited for, and a graph cannot look at all: there everything
    is possible, and the work must change nothing where there is no event.
    """
    return _unseen.get() or bool(event)


@contextmanager
def unseen() -> Iterator[None]:
    """Within, nobody looks at a value."""
    token = _unseen.set(True)
    try:
        yield
    finally:
        _unseen.reset(token)


def turn(device: torch.device) -> AbstractContextManager[Any]:
    """Who plays on a GPU waits for its turn: beside a recording, torch allows the process no other work there."""
    return _gpu if device.type == "cuda" else nullcontext()


class Memory:
    """The memory in which the holders' tensors are whenever a stretch starts or ends."""

    def __init__(self, holders: tuple[Any, ...]):
        self.holders = holders
        self.places = [
            (holder, field.name, getattr(holder, field.name).clone()) for holder in holders for field in fields(holder)
        ]

    def play(self, stretch: Stretch) -> list[tuple[Any, ...]]:
        """Play a stretch, unseen; copies of the holders as each step left them."""
        for holder, name, place in self.places:
            setattr(holder, name, place.clone())  # what is seen of a step must not change when the stretch ends
        with unseen():
            moments = [tuple(copy(holder) for holder in self.holders) for _ in stretch()]
        for holder, name, place in self.places:
            setattr(holder, name, place.copy_(getattr(holder, name)))
        return moments


def eagerly(stretch: Stretch, *holders: Any) -> Moments:
    """Step by step, and no step that nobody asks for."""
    while True:
        for _ in stretch():
            yield holders


def replayed(stretch: Stretch, *holders: Any) -> Moments:
    """On a GPU: recorded after WARM_UPS stretches, and launched from then on.

    What a step is seen to hold lies in the graph's memory, and is good until the next stretch.
    """
    memory = Memory(holders)
    here, aside = torch.cuda.current_stream(), torch.cuda.Stream()  # type: ignore[no-untyped-call]
    for _ in range(WARM_UPS):
        aside.wait_stream(here)
        with torch.cuda.stream(aside):
            moments = memory.play(stretch)
        here.wait_stream(aside)
        yield from moments
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph, stream=aside, capture_error_mode="thread_local"):
        moments = memory.play(stretch)
    try:
        while True:
            graph.replay()
            yield from moments
    finally:
        here.synchronize()  # a graph must not be taken apart while it runs


PLAYERS: dict[str, Player] = {"cpu": eagerly, "cuda": replayed}
