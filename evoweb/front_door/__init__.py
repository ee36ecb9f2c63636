"""Daphne, made fit for strangers: bounded connections, requests and bodies, and an orderly end (docs/adr/016).

- `connections`: a cap on connections, and a deadline for every request as a whole
- `requests`: how much body a request may have
- `bodies`: how much of all bodies may be in memory at once
- `keys`: who may send a large body
- `ending`: what is in flight when the process is told to stop
"""

import resource
from concurrent.futures import ThreadPoolExecutor

from daphne import http_protocol, server
from django.urls import get_resolver

from evoweb.front_door.connections import Connections
from evoweb.front_door.ending import finish_and_end
from evoweb.front_door.requests import BoundedRequest

__all__ = ["guard_daphne"]
BACKLOG = 1024  # connections that may wait to be taken; of one too many the client tries again a whole second later
SOCKETS_THREADS = 8  # in which websockets ask the database, each with a connection for the moment


def guard_daphne() -> None:
    """Have Daphne, which is about to start in this process, take its connections and requests in this way."""
    _, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    _ = get_resolver().url_patterns  # now, and not at the first request: limits go by routes
    server.twisted_loop.set_default_executor(ThreadPoolExecutor(SOCKETS_THREADS, "sockets"))
    http_protocol.WebRequest = BoundedRequest
    http_factory = server.HTTPFactory
    server.HTTPFactory = lambda daphne: Connections(http_factory(daphne))
    server.Server.kill_all_applications = finish_and_end
    endpoint = server.serverFromString
    server.serverFromString = lambda reactor, told: endpoint(reactor, patient(told))


def patient(endpoint: str) -> str:
    """Twisted's description of where to listen, with room for many who come at once."""
    has_room = not endpoint.startswith(("tcp:", "unix:")) or "backlog=" in endpoint
    return endpoint if has_room else f"{endpoint}:backlog={BACKLOG}"
