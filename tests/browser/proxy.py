"""A TCP proxy that can stop forwarding without closing anything, as a line does that is dead and looks alive."""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CHUNK = 65_536
LOOK_S = 0.05  # between two looks at whether it is to stop


class Proxy:
    """Forwards connections to a port of this machine while `is_forwarding` is set."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.is_forwarding = threading.Event()
        self.is_forwarding.set()
        self.is_over = threading.Event()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.door.getsockname()[1])
        self.partners: dict[socket.socket, socket.socket] = {}
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        while not self.is_over.is_set():
            if not self.is_forwarding.wait(LOOK_S):
                continue
            readable, _, _ = select.select([self.door, *self.partners], [], [], LOOK_S)
            for end in readable if self.is_forwarding.is_set() else []:
                if end is self.door:
                    self.connect()
                elif end in self.partners:
                    self.forward(end)

    def connect(self) -> None:
        client, _ = self.door.accept()
        server = socket.create_connection(("127.0.0.1", self.target))
        self.partners |= {client: server, server: client}

    def forward(self, end: socket.socket) -> None:
        data = b""
        with suppress(OSError):
            data = end.recv(CHUNK)
            self.partners[end].sendall(data)
        if not data:
            self.close(end)

    def close(self, end: socket.socket) -> None:
        for each in (end, self.partners[end]):
            del self.partners[each]
            each.close()


@contextmanager
def proxy_to(port: int) -> Iterator[Proxy]:
    """A proxy of its own thread; all its connections are closed afterwards."""
    proxy = Proxy(port)
    proxy.thread.start()
    try:
        yield proxy
    finally:
        proxy.is_over.set()
        proxy.thread.join()
        for end in [proxy.door, *proxy.partners]:
            end.close()
