"""What stands in the logs of real processes, and what never does."""

import json
import uuid
from contextlib import contextmanager

import pytest
from django.db import connection

from tests.children import wait_until
from tests.operations.conftest import get

pytestmark = pytest.mark.faults

SOON = 30.0  # seconds, on a busy machine
NAME = "from-the-proxy-0001"
REFUSES = {
    "sqlite": (
        "CREATE TRIGGER refuses BEFORE INSERT ON chat_message BEGIN SELECT RAISE(ABORT, 'refused'); END",
        "DROP TRIGGER refuses",
    ),
    "postgresql": (  # it quotes the whole row
        "ALTER TABLE chat_message ADD CONSTRAINT refuses CHECK (sequence < 0) NOT VALID",
        "ALTER TABLE chat_message DROP CONSTRAINT refuses",
    ),
}


@pytest.fixture(params=["text", "json"])
def logging_stack(request, watched):
    watched.adjust({"LOG_FORMAT": request.param})
    yield watched.start("redis", "web", "worker")
    watched.adjust({"LOG_FORMAT": "text"})


@contextmanager
def messages_refused():
    refuse, allow = REFUSES[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(refuse)
    yield
    with connection.cursor() as cursor:
        cursor.execute(allow)


def lines_of(child):
    return [line for line in child.says().split("\n") if line]


def test_a_request_keeps_its_name_through_web_and_worker(logging_stack, cast, page):
    alice = page(cast.alice, cast.room)
    form = alice.form("hello", None)
    reply = alice.request("POST", alice.messages_path, form, X_Request_ID=NAME, **alice.headers)
    assert reply.headers["X-Request-ID"] == NAME
    wait_until(
        lambda: any(NAME in line and "dispatch" in line for line in lines_of(logging_stack.worker)),
        within=SOON,
        what="the task of the request says its name",
    )
    assert get(logging_stack.port, "/nowhere/", X_Request_ID=NAME).status == 404
    assert any(NAME in line and "Not Found" in line for line in lines_of(logging_stack.web))


@pytest.mark.parametrize("said", ["short", "x" * 65, "with space in it", "<script>alert(1)"])
def test_a_name_that_could_be_anything_is_replaced(watched, said):
    watched.start("redis", "web")
    given = get(watched.port, "/nowhere/", X_Request_ID=said).headers["X-Request-ID"]
    assert given != said
    assert len(given) == 16
    assert said not in watched.web.says()


def test_no_text_token_or_cookie_is_in_any_log(logging_stack, cast, page):
    canary, key = f"canary-{uuid.uuid4()}", "1-abc123-0123456789abcdef"
    alice = page(cast.alice, cast.room)
    assert alice.post(f"well, {canary}").status == 200
    with messages_refused():
        assert alice.post(f"refused\nERROR {canary}").status == 500
    for method in ("DELETE", "POST"):
        alice.request(method, f"/messager/accounts/confirm-email/{key}/", {"body": canary})
    logging_stack.redis.kill()
    assert alice.post(f"without Redis {canary}").status == 200
    logs = logging_stack.logs() + logging_stack.web.says() + logging_stack.worker.says()
    assert "Internal Server Error" in logs
    assert "refuse" in logs, "the error is told"
    assert "confirm-email" in logs
    for secret in (canary, key, alice.cookies["sessionid"], alice.cookies["csrftoken"]):
        assert secret not in logs


def test_each_record_is_a_line(logging_stack, cast, page):
    with messages_refused():
        assert page(cast.alice, cast.room).post("hello").status == 500
    wait_until(lambda: "Internal Server" in logging_stack.web.says(), within=SOON, what="it is logged")
    for line in lines_of(logging_stack.web):
        if logging_stack.env["LOG_FORMAT"] == "json":
            assert {"time", "level", "logger", "message"} <= json.loads(line).keys()
        else:
            assert line.split()[0] in {"INFO", "WARNING", "ERROR"}, line


def test_the_live_process_names_its_answers(live_process):
    assert get(live_process.port, "/live/healthz", X_Request_ID=NAME).headers["X-Request-ID"] == NAME
    assert len(get(live_process.port, "/live/healthz").headers["X-Request-ID"]) == 16
