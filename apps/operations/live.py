"""What stands around the held polls: names of requests, and what a monitor asks."""

from typing import Any

from apps.chat.live.app import Live, Receive, Scope, Send
from apps.operations.request_ids import HEADER, request_id, taken

NAME = HEADER.lower().encode()


class NamedLive(Live):
    """Held polls whose answers carry the name of the request."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        name = taken(header(scope, NAME))
        request_id.set(name)  # the server gives each request a context of its own
        await super().__call__(scope, receive, _naming(send, name.encode()))


def _naming(send: Send, name: bytes) -> Send:
    async def send_named(event: dict[str, Any]) -> None:
        if event["type"] == "http.response.start":
            event["headers"].append((NAME, name))
        await send(event)

    return send_named


def header(scope: Scope, name: bytes) -> str:
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return ""
