"""Catches mail instead of sending it: SMTP on 2525, and a page of the newest at :8025/mail/.

Nothing is kept on a disk, and nothing leaves.
"""

from collections import deque
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from aiosmtpd.controller import Controller

MOST = 100  # mails
SHOWN = ("From", "To", "Date", "Subject")

caught: deque[EmailMessage] = deque(maxlen=MOST)


class Catcher:
    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (its name there)
        caught.appendleft(cast(EmailMessage, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 Caught"


class Page(BaseHTTPRequestHandler):
    """As plain text: a mail's own HTML would run in the messenger's name."""

    def do_GET(self) -> None:
        text = ("\n" + "─" * 80 + "\n").join(map(_as_text, list(caught))) or "No mail yet."
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name there)
        """Who reads which mail is nobody's business."""


def _as_text(mail: EmailMessage) -> str:
    head = "\n".join(f"{name}: {mail.get(name, '')}" for name in SHOWN)
    body = mail.get_body(preferencelist=("plain", "html"))
    return f"{head}\n\n{body.get_content() if body else ''}"


if __name__ == "__main__":
    Controller(Catcher(), hostname="0.0.0.0", port=2525).start()
    ThreadingHTTPServer(("0.0.0.0", 8025), Page).serve_forever()
