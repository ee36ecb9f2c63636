"""Who is at the other end: the client's address, past those proxies, and only those, that the settings trust."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - stands for the client of a socket that has no addresses; nothing binds to it
PREFIX_BITS = 64  # of IPv6: so many addresses are one client's


def client_address(request: HttpRequest) -> str:
    """Return the address of a request's client, by which limits count."""
    return past_proxies(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))


def scope_address(scope: Mapping[str, Any]) -> str:
    """Return the address of the client of an ASGI connection, by which limits count."""
    forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    peer, _ = scope.get("client") or ("", 0)
    return past_proxies(peer, ",".join(forwarded))


def past_proxies(peer: str, forwarded: str) -> str:
    """Return the client's address: of IPv6 the first of its /64.

    X-Forwarded-For is read from its end, which the nearest proxy wrote, and only as far as the proxies are trusted:
    what a client itself puts there changes nothing.
    """
    address = parsed(peer)
    for hop in reversed(forwarded.split(",")):
        if address is None or not any(address in network for network in settings.TRUSTED_PROXIES):
            break
        if (named := parsed(hop)) is None:
            break
        address = named
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, PREFIX_BITS), strict=False).network_address)
    return str(address or UNKNOWN)


def parsed(text: str) -> IPv4Address | IPv6Address | None:
    """An address, IPv4 in IPv6's clothes as itself; None for anything else."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
