"""One call of a webhook: a signed POST to an address that anybody may be sent to.

People name any address they like, and it is called from inside our network: so an address of that network is refused
(unless WEBHOOKS_PRIVATE allows it), the address that was looked at is the one that is connected to, and redirects are
not followed. The form is that of the Standard Webhooks, for which receivers have libraries.
"""

import base64
import contextlib
import hmac
import http.client
import json
import socket
import ssl
import threading
import time
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

import simulation
from evoweb.runs.people.hooks import url_problem

PATIENCE_SECONDS = 5.0  # for the whole of it, however slowly something comes
EMBEDS_V4 = ip_network("64:ff9b::/96")  # of NAT64: the last 32 bits are an IPv4 address
UNICAST_V6 = ip_network("2000::/3")  # all that is given out on the internet; local, mapped and IPv4-compatible are not
NOBODYS = (  # within what is given out: for protocols, relays and documentation
    ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"), ip_network("2001::/23"), ip_network("2002::/16"),
    ip_network("3fff::/20"),
)  # fmt: skip
ISATAP = (0x00005EFE, 0x02005EFE)  # before the last 32 bits, which are an IPv4 address


class Undelivered(Exception):
    """The call did not arrive; the text says why."""


def deliver(url: str, secret: str, call_id: int, body: dict[str, Any]) -> int:
    """POST a body, signed; the status that was answered, which says that it was taken.

    Raises:
        Undelivered: it was not.
    """
    if problem := url_problem(url):
        raise Undelivered(problem)
    content = json.dumps(body).encode()
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = connection_to(parts.scheme, host, port, allowed_address(host, port))
    late = threading.Event()
    over = threading.Timer(PATIENCE_SECONDS, cut, [connection, late])
    over.daemon = True
    over.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target, content, signed_headers(secret, call_id, content))
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        is_late = late.is_set() or isinstance(error, TimeoutError)
        raise Undelivered(f"no answer within {PATIENCE_SECONDS:.0f} s" if is_late else words_of(error)) from error
    finally:
        over.cancel()
        connection.close()
    if 300 <= status < 400:
        raise Undelivered(f"{status}: redirects are not followed")
    if not 200 <= status < 300:
        raise Undelivered(f"{status} {http.client.responses.get(status, '')}".strip())
    return status


def words_of(error: Exception) -> str:
    """What went wrong, short."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not valid: {error.verify_message}"
    return str(getattr(error, "strerror", None) or error or type(error).__name__)


def signed_headers(secret: str, call_id: int, content: bytes) -> dict[str, str]:
    """The headers of a call; who knows the secret can tell that it is ours, and how old it is."""
    timestamp = str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = hmac.digest(key, f"{call_id}.{timestamp}.".encode() + content, "sha256")
    return {
        "Content-Type": "application/json",
        "User-Agent": f"EvoWeb/{simulation.__version__}",
        "webhook-id": str(call_id),
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def allowed_address(host: str, port: int) -> str:
    """An address of the host that we may connect to.

    Raises:
        Undelivered: it has none, or one that is not for us to call.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Undelivered(f"no such host: {host}") from error
    addresses = [str(each[4][0]) for each in found]
    for address in addresses:
        if not settings.WEBHOOKS_PRIVATE and not is_public(address):
            raise Undelivered(f"{host} is not a public address")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address is anybody's on the internet, and no way round into a network of ours."""
    found: IPv4Address | IPv6Address = ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            found = found.ipv4_mapped
        elif found in EMBEDS_V4:
            found = IPv4Address(int(found) & 0xFFFFFFFF)
        elif found not in UNICAST_V6 or (int(found) >> 32) & 0xFFFFFFFF in ISATAP:
            return False
    return found.is_global and not found.is_multicast and not any(found in network for network in NOBODYS)


class Plain(http.client.HTTPConnection):
    """A connection to this very address; what the name means may change from one moment to the next."""

    address = ""

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class Encrypted(http.client.HTTPSConnection):
    """The same, with a certificate for the name."""

    address = ""

    def connect(self) -> None:
        raw = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = raw  # so that it can be cut off while hands are shaken
        self.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=self.host)


def connection_to(scheme: str, host: str, port: int, address: str) -> Plain | Encrypted:
    """A connection that is not open yet."""
    kind = Encrypted if scheme == "https" else Plain
    connection = kind(host, port, timeout=PATIENCE_SECONDS)
    connection.address = address
    return connection


def cut(connection: Plain | Encrypted, late: threading.Event) -> None:
    """Cut a connection off, whoever waits for something on it; `late` is set before they notice."""
    late.set()
    if connection.sock is not None:
        with contextlib.suppress(OSError):  # it was closed meanwhile
            connection.sock.shutdown(socket.SHUT_RDWR)
