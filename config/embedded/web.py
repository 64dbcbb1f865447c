"""Pages and held polls in one process: `python -m config.embedded.web 127.0.0.1:8000 [::1]:8000`."""

import os
import signal
import socket
import sys
from contextlib import suppress

import uvicorn

from config.slow import Protocol

KEEP_ALIVE = 75  # seconds that a browser's connection stays open between two requests
LAST_REQUESTS = 5  # seconds for what is being answered; held polls are answered at once
BACKLOG = 2048


def main(addresses: list[str]) -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn raises its last signal again
    with suppress(KeyboardInterrupt):
        serve([listening(address) for address in addresses])


def serve(sockets: list[socket.socket]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    config = uvicorn.Config(
        "config.asgi:embedded",
        http=Protocol,
        loop="uvloop",
        ws="none",
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=LAST_REQUESTS,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    uvicorn.Server(config).run(sockets=sockets)


def listening(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host.strip("[]"), int(port)), family=family, backlog=BACKLOG)


if __name__ == "__main__":
    main(sys.argv[1:])
