"""The route that a path leads to: what limits go by, for a path can be written in more than one way."""

from django.urls import Resolver404, resolve


def route_of(path: str) -> str:
    """The pattern of the route for a decoded path, such as `api/runs/<int:run_id>`; empty where there is none."""
    try:
        return resolve(path).route
    except Resolver404:
        return ""
