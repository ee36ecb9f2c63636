"""Clients that mean harm, in a process of their own: what they need of Python's lock is not taken from who measures.

    python -m benchmarks.siege_clients ADDRESS COOKIE '{"slow": 300, "idle": 400}'

Begins so many of each kind (`Siege`), says "ready", goes on until it reads a line, and prints one JSON object: how
often which status was answered (0: closed without an answer).
"""

import asyncio
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

LARGE_BYTES = 7_900_000


class Siege:
    """Clients of several kinds, in one event loop."""

    def __init__(self, address: str, cookie: str) -> None:
        self.address, self.cookie = address, cookie
        self.host, port = address.removeprefix("http://").split(":")
        self.port = int(port)
        self.statuses: Counter[int] = Counter()

    async def slow(self) -> None:
        """Post a byte every ten seconds."""
        await self.post("/accounts/login/", 1000, 1)

    async def large(self) -> None:
        """Post 8 MB but for the last 100 bytes."""
        await self.post("/api/import/check", LARGE_BYTES, LARGE_BYTES - 100)

    async def post(self, path: str, length: int, at_once: int) -> None:
        """Begin a post, send so much of it, then a byte every ten seconds; begin again when it is closed."""
        head = f"POST {path} HTTP/1.1\r\nHost: {self.host}\r\nContent-Length: {length}\r\n\r\n"
        while True:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection(self.host, self.port)
                writer.write(head.encode() + b" " * at_once)
                closed = asyncio.create_task(reader.read(10_000))
                while not closed.done():
                    await asyncio.wait([closed], timeout=10)
                    writer.write(b" ")
                said = closed.result()
                self.statuses[int(said.split()[1]) if said else 0] += 1
                writer.close()
            await asyncio.sleep(1)

    async def idle(self) -> None:
        """Open a websocket and say nothing; again when it is closed."""
        while True:
            with suppress(WebSocketException, OSError):
                url = self.address.replace("http", "ws") + "/ws/clips/"
                async with connect(url, origin=self.address, compression=None, open_timeout=60) as line:
                    await line.wait_closed()
            await asyncio.sleep(1)

    async def kept(self) -> None:
        """Ask for Home on one connection, again and again."""
        head = f"GET / HTTP/1.1\r\nHost: {self.host}\r\nCookie: {self.cookie}\r\n\r\n".encode()
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await asyncio.open_connection(self.host, self.port)
                while True:
                    writer.write(head)
                    told = await reader.readuntil(b"\r\n\r\n")
                    await reader.readexactly(length_of(told))
                    self.statuses[int(told.split()[1])] += 1
            await asyncio.sleep(0.1)


def length_of(head: bytes) -> int:
    """The bytes of a body, by its headers."""
    lines = head.lower().split(b"\r\n")
    return next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:"))


@dataclass(frozen=True)
class Besiegers:
    """The process of these clients, as the process that started it sees them."""

    process: subprocess.Popen[str]

    def outcome(self) -> dict[str, int]:
        """End them; how often which status was answered."""
        said, _ = self.process.communicate("enough\n")
        statuses: dict[str, int] = json.loads(said)
        return statuses


@contextmanager
def besieged(address: str, cookie: str, numbers: dict[str, int]) -> Iterator[Besiegers]:
    """Within the block so many clients of each kind are at it."""
    command = [sys.executable, "-m", "benchmarks.siege_clients", address, cookie, json.dumps(numbers)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", "the clients do not start"
        yield Besiegers(process)
    finally:
        process.kill()
        process.wait()


async def main(address: str, cookie: str, numbers: dict[str, int]) -> None:
    """Begin, go on until told, and print what was answered."""
    siege = Siege(address, cookie)
    clients = [asyncio.create_task(getattr(siege, kind)()) for kind, n in numbers.items() for _ in range(n)]
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for client in clients:
        client.cancel()
    await asyncio.gather(*clients, return_exceptions=True)
    print(json.dumps(siege.statuses), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], json.loads(sys.argv[3])))
