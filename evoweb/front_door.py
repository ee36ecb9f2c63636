"""Daphne's requests, with a cap on their bodies.

Twisted keeps a body of 100 kB and more in a temporary file, and Daphne hands a request on once its body is whole: what
body_limit.py refuses would be on the disk by then. Here a body is kept in memory, and one that is too big ends the
connection, at its declared length or as soon as more has come. Headers (16 kB in all) Twisted bounds, and a websocket's
message (1 MiB) Daphne does.
"""

import io
import json

from daphne import http_protocol
from django.conf import settings

from evoweb.body_limit import most_bytes, too_big


class BoundedRequest(http_protocol.WebRequest):  # type: ignore[misc]  # Daphne ships no types
    """A request whose body is never larger than its path allows."""

    room = 0

    def gotLength(self, length: int | None) -> None:
        """The headers are read; `length` is what they declare."""
        path = self.channel._path.partition(b"?")[0].decode("latin-1")  # the request itself learns it with its body
        self.most = self.room = most_bytes(path, settings.BODY_LIMITS)
        self.content = io.BytesIO()
        if length is not None and length > self.most:
            self.refuse()

    def handleContentChunk(self, data: bytes) -> None:
        """Some of the body has come."""
        if self.room < 0:
            return  # refused: what still comes until the connection is closed
        self.room -= len(data)
        if self.room < 0:
            self.refuse()
        else:
            self.content.write(data)

    def refuse(self) -> None:
        """Answer 413 and hang up."""
        self.room = -1
        self.content = io.BytesIO()
        body = json.dumps(too_big(self.most)).encode()
        head = f"HTTP/1.1 413 Content Too Large\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self.channel.transport.write(head.encode() + b"Connection: close\r\n\r\n" + body)
        self.channel.loseConnection()


def bound_requests() -> None:
    """Let Daphne make its requests of this kind."""
    http_protocol.WebRequest = BoundedRequest
