import contextlib
import socket
from collections.abc import Iterator


@contextlib.contextmanager
def black_hole() -> Iterator[int]:
    """A port on which connecting never ends: its queue is full, so the kernel drops what knocks."""
    with contextlib.ExitStack() as open_sockets:
        server = open_sockets.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        port = server.getsockname()[1]
        while True:
            caller = open_sockets.enter_context(socket.socket())
            caller.settimeout(0.3)
            try:
                caller.connect(("127.0.0.1", port))
            except TimeoutError:
                break
        yield port
