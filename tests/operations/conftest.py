import http.client
import json
from dataclasses import dataclass
from typing import Any

import pytest

from tests.live.process import LiveProcesses

TOKEN = "a-token-for-monitors-alone"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: http.client.HTTPMessage

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.text)

    @property
    def red(self) -> set[str]:
        """Names of what is not well."""
        return {name for name, state in self.json["checks"].items() if state != "ok"}


def get(port, path, **headers) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): v for name, v in headers.items()})
        response = connection.getresponse()
        return Answer(response.status, response.read().decode(), response.headers)
    finally:
        connection.close()


def as_monitor(port, path) -> Answer:
    return get(port, path, Authorization=f"Bearer {TOKEN}")


@pytest.fixture
def watched(stack):
    """The stack's processes with the limits of production, and a monitor that may look."""
    for process in (stack.web, stack.worker, stack.beat):
        process.end()
    stack.adjust({"RATE_LIMITS": "on", "METRICS_TOKEN": TOKEN})
    yield stack
    for process in (stack.web, stack.worker, stack.beat):
        process.end()
    stack.redis.kill()
    for name in ("RATE_LIMITS", "METRICS_TOKEN"):
        stack.env.pop(name)
    stack.env["RATE_LIMITS"] = "off"


@pytest.fixture
def live_process(transactional_db, tmp_path):
    live = LiveProcesses(tmp_path)
    live.start(METRICS_TOKEN=TOKEN)
    yield live
    live.end()
