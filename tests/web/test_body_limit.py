"""Requests that are too big are refused at the edge, whole ones arrive whole."""

import json

from asgiref.testing import ApplicationCommunicator

from evoweb.body_limit import Receive, Scope, Send, limit_body

LIMIT, LARGER = 1000, 3000
LIMITS = (("api/import/", LARGER), ("", LIMIT))


async def count_bytes(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that answers with the length of the body it got."""
    size, more = 0, True
    while more:
        event = await receive()
        size, more = size + len(event["body"]), event.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


async def answer(*chunks: bytes, declared: int | None = None, path: str = "/api/runs") -> tuple[int, bytes]:
    """Status and body that a request with these chunks gets."""
    headers = [] if declared is None else [(b"content-length", str(declared).encode())]
    scope = {"type": "http", "path": path, "headers": headers}
    asked = ApplicationCommunicator(limit_body(count_bytes, LIMITS), scope)
    for number, chunk in enumerate(chunks, 1):
        await asked.send_input({"type": "http.request", "body": chunk, "more_body": number < len(chunks)})
    start, body = await asked.receive_output(), await asked.receive_output()
    return start["status"], body["body"]


async def test_a_body_of_the_limit_arrives_whole() -> None:
    assert await answer(b"x" * LIMIT, declared=LIMIT) == (200, b"1000")
    assert await answer(b"x" * 600, b"x" * 400) == (200, b"1000")


async def test_a_body_that_declares_more_is_refused_before_it_is_read() -> None:
    status, body = await answer(declared=LIMIT + 1)
    assert status == 413
    assert json.loads(body)["detail"] == "A request's body is limited to 1\N{THIN SPACE}000 bytes"


async def test_a_body_that_hides_its_length_is_refused_at_the_limit() -> None:
    status, _ = await answer(b"x" * 600, b"x" * 401, b"never read")
    assert status == 413


async def test_a_route_may_have_a_limit_of_its_own() -> None:
    assert await answer(b"x" * LARGER, declared=LARGER, path="/api/import/designs") == (200, b"3000")
    assert (await answer(b"x" * LARGER, b"x", path="/api/import/designs"))[0] == 413
    assert (await answer(declared=LARGER, path="/api/important"))[0] == 413
    assert (await answer(declared=LARGER, path="/api/import/nothing-here"))[0] == 413
