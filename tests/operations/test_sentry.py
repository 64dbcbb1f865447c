"""An error arrives at SENTRY_DSN; what was written, and who wrote it, does not."""

import gzip
import threading
import uuid
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.children import wait_until
from tests.operations.test_logs import messages_refused

pytestmark = pytest.mark.faults

SOON = 30.0  # seconds, on a busy machine


@pytest.fixture
def sentry():
    """A server that keeps what it is sent."""
    received = []

    class Keeps(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            packed = {"gzip": gzip.decompress, "deflate": zlib.decompress}
            received.append(packed.get(self.headers["Content-Encoding"], bytes)(body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keeps)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, received
    server.shutdown()


def test_an_error_arrives_without_what_was_written(watched, sentry, cast, page):
    port, received = sentry
    watched.adjust({"SENTRY_DSN": f"http://key@127.0.0.1:{port}/1"})
    watched.start("redis", "web")
    canary = f"canary-{uuid.uuid4()}"
    alice = page(cast.alice, cast.room)
    with messages_refused():
        assert alice.post(canary).status == 500
    wait_until(
        lambda: any("IntegrityError" in text for text in received), within=SOON, what="the error arrives"
    )
    watched.web.end()
    watched.env.pop("SENTRY_DSN")
    arrived = "\n".join(received)
    assert "refuse" in arrived
    for secret in (canary, *alice.cookies.values(), cast.alice.email):
        assert secret not in arrived
