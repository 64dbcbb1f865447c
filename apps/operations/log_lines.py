r"""Every log record is one line, whatever it quotes: nobody can write a line of their own into the log.

No text of a message and no token is in it: of an exception the first line alone (PostgreSQL quotes the whole
row in the next one), of a link by mail not the part that opens the door.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

from apps.operations.request_ids import request_id

CONTROL = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))} | {
    ord("\n"): "\\n",
    ord("\r"): "\\r",
    ord("\t"): "\\t",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
QUOTED = re.compile(r"(DETAIL:|CONTEXT:|Failing row contains).*", re.DOTALL)
KEYS = re.compile(r"((?:reset/key|confirm-email|invitation)/)[^/\s'\"]+")


def scrubbed(text: str) -> str:
    return KEYS.sub(r"\1…", QUOTED.sub("…", text))


def told(error: BaseException) -> str:
    """The traceback with the first line of each exception's text."""
    parts = traceback.TracebackException.from_exception(error).format()
    return "\n".join(part.rstrip() if part.startswith("  ") else _first_line(part) for part in parts)


def _first_line(part: str) -> str:
    return next((line for line in part.splitlines() if line), "")


class _Line(logging.Formatter):
    def said(self, record: logging.LogRecord) -> tuple[str, str]:
        """The message, and the exception or nothing."""
        error = record.exc_info[1] if record.exc_info else None
        return scrubbed(record.getMessage()), scrubbed(told(error)) if error else ""


class Text(_Line):
    def format(self, record: logging.LogRecord) -> str:
        known = request_id.get()
        where = f"{record.levelname} {record.name}{f' [{known}]' if known else ''}"
        message, error = self.said(record)
        return f"{where}: {message}{f' | {error}' if error else ''}".translate(CONTROL)


class Json(_Line):
    def format(self, record: logging.LogRecord) -> str:
        message, error = self.said(record)
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request_id": request_id.get(),
            "message": message,
            "error": error,
        }
        return json.dumps({name: value for name, value in line.items() if value})
