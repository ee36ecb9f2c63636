"""How does EvoWeb bear those who mean it harm, while a run is computed and watched on the same machine?

    python -m benchmarks.siege [--json] [--seconds S] [--population N]

Starts everything that `make run` starts, on a database of its own, and a public run of quick generations. Measures the
run's pace alone; then while 300 slow posts send a byte every ten seconds, 60 large ones stop short of their end and
400 websockets idle, with one viewer who should lose nothing; then while 200 keep-alive clients ask for Home without a
pause. All of them are on this machine too, and take their share of its cores.

    web growth     the web process's resident memory at its highest, above what it was before
    healthz        the longest that /healthz took, asked five times a second
"""

import argparse
import asyncio
import json
import statistics
import threading
import time
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from urllib.request import urlopen

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from benchmarks.viewer_clients import clients
from benchmarks.viewers import Peak, app, begin, n_recorded, paced

SLOW, LARGE, IDLE, KEPT = 300, 60, 400, 200
LARGE_BYTES = 7_900_000


class Siege:
    """Clients of one kind or several, in an event loop of their own."""

    def __init__(self, address: str, session: str) -> None:
        self.address, self.session = address, session
        self.host, port = address.removeprefix("http://").split(":")
        self.port = int(port)
        self.statuses: Counter[int] = Counter()

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

    async def ask(self) -> None:
        """Ask for Home on one connection, again and again."""
        head = f"GET / HTTP/1.1\r\nHost: {self.host}\r\nCookie: evoweb_session={self.session}\r\n\r\n".encode()
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                reader, writer = await asyncio.open_connection(self.host, self.port)
                while True:
                    writer.write(head)
                    told = await reader.readuntil(b"\r\n\r\n")
                    length = next(
                        int(line.split(b":")[1])
                        for line in told.split(b"\r\n")
                        if line.lower().startswith(b"content-length:")
                    )
                    await reader.readexactly(length)
                    self.statuses[int(told.split()[1])] += 1
            await asyncio.sleep(0.1)


@contextmanager
def going_on(*work: Coroutine[Any, Any, None]) -> Iterator[None]:
    """Within the block all of these go on, in a thread."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    for each in work:
        asyncio.run_coroutine_threadsafe(each, loop)
    yield
    asyncio.run_coroutine_threadsafe(end_all(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


async def end_all() -> None:
    """Cancel everything else in this loop."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def probed(address: str, took: list[float]) -> Iterator[None]:
    """Within the block /healthz is asked, and how long each answer took is written down."""
    over = threading.Event()

    def probe() -> None:
        while not over.wait(0.2):
            start = time.monotonic()
            try:
                urlopen(f"{address}/healthz", timeout=30).read()  # noqa: S310 - our own address
                took.append(time.monotonic() - start)
            except OSError:
                took.append(float("inf"))

    thread = threading.Thread(target=probe)
    thread.start()
    yield
    over.set()
    thread.join()


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument("--seconds", type=float, default=60.0, help="of each measurement (default: %(default)s)")
    parser.add_argument("--population", type=int, default=100, help="creatures (default: %(default)s)")
    options = parser.parse_args()
    with app() as (address, web):
        report = measured(address, web, options.seconds, options.population)
    print(json.dumps(report) if options.json else table(report))


def measured(address: str, web: Any, seconds: float, population: int) -> dict[str, Any]:
    """The report."""
    run, (session, viewer) = begin(2, population)
    siege, crowd = Siege(address, session), Siege(address, session)
    alone = [paced(run, seconds)]
    before, peak = web.memory_info().rss, Peak(web)
    besieged_health: list[float] = []
    slow = [siege.post("/accounts/login/", 1000, 1) for _ in range(SLOW)]
    large = [siege.post("/api/import/check", LARGE_BYTES, LARGE_BYTES - 100) for _ in range(LARGE)]
    with (
        clients(address, run, [viewer]) as viewers,
        probed(address, besieged_health),
        going_on(*slow, *large, *(siege.idle() for _ in range(IDLE))),
    ):
        besieged = paced(run, seconds)
        seen = viewers.outcome(n_recorded(run) - 1)
    growth = peak.stop() - before
    alone.append(paced(run, seconds / 2))
    crowded_health: list[float] = []
    with probed(address, crowded_health), going_on(*(crowd.ask() for _ in range(KEPT))):
        crowded = paced(run, seconds)
    return {
        "web_mb_before": before / 1e6,
        "web_growth_mb": growth / 1e6,
        "healthz_besieged_s": max(besieged_health),
        "healthz_crowded_s": max(crowded_health),
        "lost": seen["lost"],
        "doubled": seen["doubled"],
        "posts": dict(siege.statuses),
        "asked": dict(crowd.statuses),
        "generations_per_s_alone": alone,
        "generations_per_s_besieged": besieged,
        "generations_per_s_crowded": crowded,
        "share_besieged": besieged / statistics.mean(alone),
        "share_crowded": crowded / statistics.mean(alone),
    }


def table(report: dict[str, Any]) -> str:
    """The report, to be read."""
    return """\
web            {web_mb_before:.0f} MB before, growth {web_growth_mb:.0f} MB
healthz, s     {healthz_besieged_s:.2f} besieged, {healthz_crowded_s:.2f} crowded (the longest)
viewer         lost {lost}, doubled {doubled}
half posts     {posts}
kept clients   {asked}
generations/s  {before:.1f} and {after:.1f} alone; {generations_per_s_besieged:.1f} besieged ({share_besieged:.0%}); \
{generations_per_s_crowded:.1f} crowded ({share_crowded:.0%})""".format(
        **report, before=report["generations_per_s_alone"][0], after=report["generations_per_s_alone"][1]
    )


if __name__ == "__main__":
    main()
