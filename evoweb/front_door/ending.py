"""The end of the web process: requests in flight are finished, then everything else is ended."""

import asyncio
import logging
from typing import Any

from daphne.server import Server
from twisted.internet import tcp
from twisted.internet.defer import Deferred

from evoweb.front_door.connections import Connections, Reactor

FINISH_WITHIN_S = 10.0
LOOK_EVERY_S = 0.05

logger = logging.getLogger(__name__)


def finish_and_end(server: Server) -> "Deferred[None]":
    """Take no more connections; what was asked is answered, for 10 s at most; then end all applications."""
    for port in Reactor.getReaders():
        if isinstance(port, tcp.Port):
            port.stopListening()
    return Deferred.fromFuture(asyncio.ensure_future(end(server)))


async def end(server: Server) -> None:
    """Wait for what is asked, and cancel what is left: websockets, and whoever was too slow."""
    connections: Connections = server.http_factory
    connections.is_ending = True
    for connection in list(connections.protocols):
        if connection.clock is None and not connection.is_answering:
            connection.loseConnection()
    try:
        async with asyncio.timeout(FINISH_WITHIN_S):
            while any(not connection.is_socket for connection in connections.protocols):
                await asyncio.sleep(LOOK_EVERY_S)
    except TimeoutError:
        logger.warning("Some requests were not finished within %.0f s", FINISH_WITHIN_S)
    applications: list[asyncio.Future[Any]] = [
        found for details in server.connections.values() if (found := details.get("application_instance"))
    ]
    for application in applications:
        application.cancel()
    await asyncio.gather(*applications, return_exceptions=True)
