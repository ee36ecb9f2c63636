"""Many viewers of one run in one process: websocket clients that do what the run page does.

    python -m benchmarks.viewer_clients ADDRESS RUN

Reads a line with the cookie (`name=value`) of each viewer's session, and says "ready" when all have heard from the
server. Listens until it reads another line, the number of a generation; waits until all have that one, and prints one
JSON object (`Outcome`). A viewer that loses its line comes back with what it has.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

CONNECTING_AT_ONCE = 20
PATIENCE_S = 120.0
PING = '{"type":"ping"}'


@dataclass
class Outcome:
    """What all viewers together saw; a delay is from the start of the transaction that recorded a generation, s."""

    viewers: int
    generations: int = 0  # that were received in the time that counts, by all together
    delays: list[float] = field(default_factory=list)
    slowest_p99: float = 0.0  # of the viewer who fared worst
    lost: int = 0
    doubled: int = 0
    messages: int = 0
    characters: int = 0
    reconnects: int = 0
    last: list[int] = field(default_factory=list)  # each viewer's last generation


@dataclass(frozen=True)
class Told:
    """A progress message, as far as a viewer looks at it."""

    seq: int
    snapshot: bool
    to: int
    newest: int  # the run's last generation
    numbers: list[int]
    recorded: list[float]  # s since the epoch


@lru_cache(64)
def told(text: str) -> Told | None:
    """What a message says; viewers get the same, and this process is to be no slower for that."""
    message: dict[str, Any] = json.loads(text)
    if message.get("type") != "progress":
        return None
    generations = message["generations"]
    recorded = [datetime.fromisoformat(stats["recorded"]).timestamp() for stats in generations]
    numbers = [stats["number"] for stats in generations]
    newest = message["run"]["generation"]
    return Told(message["seq"], message["snapshot"], message["to"], -1 if newest is None else newest, numbers, recorded)


class Viewer:
    """One client, and the run as it has put it together."""

    def __init__(self, address: str, run: int, cookie: str) -> None:
        self.url = f"{address.replace('http', 'ws', 1)}/ws/runs/{run}/"
        self.origin = address
        self.cookie = cookie
        self.numbers: list[int] = []
        self.seq = -1
        self.has_caught_up = False  # until then, of a long history some generations stand for all
        self.doubled = self.messages = self.characters = self.reconnects = 0
        self.delays: list[tuple[float, float]] = []  # (recorded, delay)
        self.is_up = asyncio.Event()

    @property
    def last(self) -> int:
        """The number of its last generation; −1: none."""
        return self.numbers[-1] if self.numbers else -1

    async def follow(self, places: asyncio.Semaphore) -> None:
        """Listen for ever."""
        while True:
            with suppress(WebSocketException, OSError):
                await self.listen(places)
            self.reconnects += 1
            await asyncio.sleep(0.5)

    async def listen(self, places: asyncio.Semaphore) -> None:
        """Open the line, and listen until it breaks."""
        headers = {"Cookie": self.cookie}
        async with places:
            line = await connect(
                self.url, origin=self.origin, additional_headers=headers, compression=None, max_size=None,
                ping_interval=None, open_timeout=60,
            )  # fmt: skip
        async with line:
            await line.send(json.dumps({"type": "hello", "after": self.last, "seq": self.seq}))
            async for text in line:
                await line.send(self.answer_to(str(text)))

    def answer_to(self, text: str) -> str:
        """Take a message, and return what is said to it."""
        if text == PING:
            return '{"type": "pong"}'
        self.take(text)
        return f'{{"type": "ack", "seq": {self.seq}}}'

    def take(self, text: str) -> None:
        """Put together what was told."""
        message = told(text)
        if message is None:
            raise ValueError(f"the server complains: {text}")
        now = time.time()
        if message.snapshot:
            self.numbers.clear()
        if self.has_caught_up:
            self.doubled += sum(number <= self.last for number in message.numbers)
            self.numbers += message.numbers
        else:
            self.numbers = list(range(message.to + 1))
            self.has_caught_up = message.to >= message.newest
        self.delays += [(recorded, now - recorded) for recorded in message.recorded]
        self.seq = message.seq
        self.messages += 1
        self.characters += len(text)
        self.is_up.set()


class Clients:
    """Viewers in a process of their own, as the process that started it sees them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def outcome(self, last: int) -> dict[str, Any]:
        """What they saw, once all have generation `last`."""
        self.say(str(last))
        seen: dict[str, Any] = json.loads(self.hear())
        return seen


@contextmanager
def clients(address: str, run: int, cookies: list[str]) -> Iterator[Clients]:
    """Viewers of a run, one for each cookie, once all have heard from the server."""
    command = [sys.executable, "-m", "benchmarks.viewer_clients", address, str(run)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    viewers = Clients(process)
    try:
        viewers.say(" ".join(cookies))
        assert viewers.hear() == "ready\n", "not all viewers get through to the server"
        yield viewers
    finally:
        process.kill()
        process.communicate()


def outcome_of(viewers: list[Viewer], begin: float) -> Outcome:
    """What the viewers saw of generations recorded since `begin`."""
    outcome = Outcome(len(viewers))
    for viewer in viewers:
        delays = sorted(delay for recorded, delay in viewer.delays if recorded >= begin)
        outcome.delays += delays
        outcome.slowest_p99 = max([outcome.slowest_p99, *delays[int(0.99 * (len(delays) - 1)) :][:1]])
        outcome.lost += len(set(range(viewer.last + 1)) - set(viewer.numbers))
        outcome.doubled += viewer.doubled
        outcome.messages += viewer.messages
        outcome.characters += viewer.characters
        outcome.reconnects += viewer.reconnects
        outcome.last.append(viewer.last)
    outcome.generations = len(outcome.delays)
    return outcome


async def main(address: str, run: int) -> None:
    """Let all connect, listen, and print what came."""
    cookies = (await asyncio.to_thread(sys.stdin.readline)).split()
    viewers = [Viewer(address, run, cookie) for cookie in cookies]
    places = asyncio.Semaphore(CONNECTING_AT_ONCE)
    listening = [asyncio.create_task(viewer.follow(places)) for viewer in viewers]
    async with asyncio.timeout(PATIENCE_S):
        for viewer in viewers:
            await viewer.is_up.wait()
    print("ready", flush=True)
    begin = time.time()
    last = int(await asyncio.to_thread(sys.stdin.readline))
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            while any(viewer.last < last for viewer in viewers):
                await asyncio.sleep(0.05)
    for task in listening:
        task.cancel()
    print(json.dumps(asdict(outcome_of(viewers, begin))), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
