"""Connections: so many of one address and in all; and on each, every request is whole in time or it is closed."""

import json
from collections import Counter
from http import HTTPStatus
from typing import Any

from daphne.ws_protocol import WebSocketProtocol
from django.conf import settings
from twisted.internet import reactor
from twisted.internet.protocol import Protocol
from twisted.protocols.policies import ProtocolWrapper, WrappingFactory

from evoweb.clients import counted, is_from_here

REQUEST_WITHIN_S = 60.0  # from its first byte to its last
TAKEN_WITHIN_S = 120.0  # the last answer on a connection
CLOSED_WITHIN_S = 5.0
TRY_AGAIN_AFTER_S = 5
Reactor: Any = reactor  # a module in place of the object, as far as types are told


def answer_of(status: HTTPStatus, detail: str) -> bytes:
    """A whole answer in the API's shape of errors, after which the connection is closed."""
    body = json.dumps({"detail": detail}).encode()
    retry = f"Retry-After: {TRY_AGAIN_AFTER_S}\r\n" if status in (429, 503) else ""
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    )
    return f"{head}{retry}Connection: close\r\n\r\n".encode() + body


class Connection(ProtocolWrapper):  # type: ignore[misc]  # Twisted is not checked
    """A client's connection, between its transport and Twisted's HTTP (or, after an upgrade, the websocket)."""

    clock: Any = None
    is_answering = False
    has_more = False  # bytes of the next request came while the last was answered

    @property
    def is_socket(self) -> bool:
        """Whether it has become a websocket."""
        return isinstance(self.wrappedProtocol, WebSocketProtocol)

    def dataReceived(self, data: bytes) -> None:
        """Some bytes have come; the first of a request start its clock."""
        if self.is_answering:
            self.has_more = True
        elif self.clock is None:
            self.clock = Reactor.callLater(REQUEST_WITHIN_S, self.give_up)
        super().dataReceived(data)

    def request_is_whole(self) -> None:
        """Headers and body are there."""
        self.is_answering = True
        self.has_more = False
        self.stop_clock()

    def request_is_answered(self) -> None:
        """The last byte of the answer was handed over."""
        self.is_answering = False
        if self.has_more:
            self.clock = Reactor.callLater(REQUEST_WITHIN_S, self.give_up)

    def give_up(self) -> None:
        """The request took too long."""
        self.clock = None
        detail = f"A request must be whole within {REQUEST_WITHIN_S:.0f} s"
        self.close_after(answer_of(HTTPStatus.REQUEST_TIMEOUT, detail), CLOSED_WITHIN_S)

    def close_after(self, last_words: bytes, within_s: float) -> None:
        """Say something, close, and wait no longer than this for it to be taken."""
        self.stop_clock()
        self.transport.write(last_words)
        self.loseConnection()
        self.clock = Reactor.callLater(within_s, self.transport.abortConnection)

    def stop_clock(self) -> None:
        if self.clock is not None and self.clock.active():
            self.clock.cancel()
        self.clock = None

    def connectionLost(self, reason: Any) -> None:
        self.stop_clock()
        super().connectionLost(reason)


class TurnedAway(Protocol):  # type: ignore[misc]
    """A connection too many."""

    def connectionMade(self) -> None:
        self.transport.write(answer_of(HTTPStatus.TOO_MANY_REQUESTS, "Too many connections; close some or try again"))
        self.transport.loseConnection()


class Connections(WrappingFactory):  # type: ignore[misc]
    """All connections of this process. Proxies, and whoever is on this machine, may have any share of them."""

    protocol = Connection

    def __init__(self, wrapped: Any) -> None:
        super().__init__(wrapped)
        self.of_address: Counter[str] = Counter()
        self.is_ending = False

    def buildProtocol(self, address: Any) -> Any:
        """A connection for a client at this address, or one that turns it away."""
        who = peer_of(address)
        is_one_too_many = not is_from_here(who) and self.of_address[counted(who)] >= settings.ADDRESS_CONNECTIONS
        if is_one_too_many or len(self.protocols) >= settings.ALL_CONNECTIONS:
            return TurnedAway()
        return super().buildProtocol(address)

    def registerProtocol(self, connection: Connection) -> None:
        self.of_address[counted(peer_of(connection.getPeer()))] += 1
        super().registerProtocol(connection)

    def unregisterProtocol(self, connection: Connection) -> None:
        who = counted(peer_of(connection.getPeer()))
        self.of_address[who] -= 1
        if not self.of_address[who]:
            del self.of_address[who]
        super().unregisterProtocol(connection)


def peer_of(address: Any) -> str:
    """The other end's address; a Unix socket's has none."""
    return str(getattr(address, "host", ""))
