"""The web process as people meet it, behind its front door, with the engine left out and deadlines as a test says."""

import http.client
import json
import socket
from typing import Any

from tests.web.test_viewers import Web

PRELUDE = """
import evoweb.asgi
from evoweb.front_door import connections, ending, guard_daphne
guard_daphne()
{}
from daphne.cli import CommandLineInterface
CommandLineInterface.entrypoint()
"""


class GuardedWeb(Web):
    """A web process with the front door; `changes`: Python that changes its bounds before it begins."""

    def __init__(self, environment: dict[str, str], changes: str = "") -> None:
        self.daphne = ("-c", PRELUDE.format(changes))
        super().__init__(environment)

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def ask(
        self, method: str, path: str, body: str | bytes = "", connection: http.client.HTTPConnection | None = None,
        **headers: str,
    ) -> tuple[int, Any]:  # fmt: skip
        """Status and body, from JSON where it is some; header names with `_` for `-`."""
        asked = connection or self.connection()
        asked.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = asked.getresponse()
        content = answer.read()
        if connection is None:
            asked.close()
        return answer.status, json.loads(content) if answer.headers.get_content_subtype() == "json" else content

    def begin(self, path: str, length: int, sent: int = 0, **headers: str) -> socket.socket:
        """A post that is begun: its headers and some of its body are sent."""
        line = self.begun(path, {"Content-Length": str(length), **headers})
        line.sendall(b" " * sent)
        return line

    def begin_chunked(self, path: str, **headers: str) -> socket.socket:
        """A post whose length is not told; its headers are sent."""
        return self.begun(path, {"Transfer-Encoding": "chunked", **headers})

    def begun(self, path: str, headers: dict[str, str]) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        told = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{told}\r\n".encode())
        return line


def status_on(line: socket.socket) -> int:
    """The status that is answered on a connection; 0 where it is closed without."""
    try:
        said = line.recv(4096)
    except ConnectionResetError:
        return 0
    return int(said.split()[1]) if said else 0
