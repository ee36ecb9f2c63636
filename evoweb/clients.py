"""Who is at the other end: the client's address, past those proxies, and only those, that the settings trust."""

import logging
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

UNKNOWN = "0.0.0.0"  # noqa: S104 - stands for the client of a socket that has no addresses; nothing binds to it
MOST_NOTED = 10
PREFIX_BITS = 64  # of IPv6: so many addresses are one client's

logger = logging.getLogger(__name__)
unknown_proxies: list[str] = []  # addresses that sent X-Forwarded-For to this process and are not trusted


def note_unknown_proxies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a proxy that TRUSTED_PROXIES does not name makes one client of all who come through it; say so."""

    def noted(request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        is_noted = peer in unknown_proxies or len(unknown_proxies) >= MOST_NOTED
        if "X-Forwarded-For" in request.headers and not is_noted and not is_trusted(parsed(peer)):
            unknown_proxies.append(peer)
            logger.warning(
                "X-Forwarded-For came from %s, which TRUSTED_PROXIES does not name: if that is your proxy, all who "
                "come through it count as one address, and share its limits",
                peer,
            )
        return get_response(request)

    return noted


def client_address(request: HttpRequest) -> str:
    """Return the address of a request's client, by which limits count."""
    return address_of(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def scope_address(scope: Mapping[str, Any]) -> str:
    """Return the address of the client of an ASGI connection, by which limits count."""
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    peer, _ = scope.get("client") or ("", 0)
    return address_of(peer, ",".join(forwarded))


def address_of(peer: str, forwarded: str) -> str:
    """Return the client's address: of IPv6 the first of its /64.

    X-Forwarded-For is read from its end, which the nearest proxy wrote, and only as far as the proxies are trusted:
    what a client itself puts there changes nothing.
    """
    address = parsed(peer)
    for hop in reversed(forwarded.split(",")):
        if not is_trusted(address) or (named := parsed(hop)) is None:
            break
        address = named
    return counted(str(address or UNKNOWN))


def counted(address: str) -> str:
    """The address that stands for all that are one client's."""
    found = parsed(address)
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, PREFIX_BITS), strict=False).network_address)
    return str(found or UNKNOWN)


def is_trusted(address: IPv4Address | IPv6Address | None) -> bool:
    """Whether it is a proxy's whose word is taken."""
    return address is not None and any(address in network for network in settings.TRUSTED_PROXIES)


def is_from_here(peer: str) -> bool:
    """Whether a connection is a trusted proxy's, or comes from this machine: many people's, or the one person's."""
    address = parsed(peer)
    return address is None or address.is_loopback or is_trusted(address)


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address, IPv4 in IPv6's clothes as itself; None for anything else."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
