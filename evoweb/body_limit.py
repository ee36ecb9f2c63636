"""A cap on request bodies at the ASGI edge: Django itself would spool a big body to disk before refusing it."""

import json

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, HTTPScope


def limit_body(application: ASGI3Application, max_bytes: int) -> ASGI3Application:
    """An application that answers 413 to bodies above `max_bytes` and passes everything else on.

    A declared length is refused before reading; an undeclared one (chunked) is read here up to the limit.
    """

    async def limited(scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > max_bytes:
            return await refuse(send, max_bytes)
        chunks, size, more = [], 0, True
        while more:
            event = await receive()
            if event["type"] != "http.request":
                return None  # the client has gone
            size += len(event.get("body", b""))
            if size > max_bytes:
                return await refuse(send, max_bytes)
            chunks.append(event)
            more = event.get("more_body", False)

        async def replay():
            return chunks.pop(0) if chunks else await receive()

        return await application(scope, replay, send)

    return limited


async def refuse(send: ASGISendCallable, max_bytes: int) -> None:
    """Answer 413 in the API's error shape."""
    body = json.dumps({"detail": f"The request body is limited to {max_bytes:,} bytes"}).encode()
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": body, "more_body": False})
