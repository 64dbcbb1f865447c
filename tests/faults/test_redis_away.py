"""F5, F6: Redis refuses, hangs, or swallows packets. Sending, reading and signing in go on."""

import time
from functools import partial

import pytest

from apps.chat.models import Message
from tests.browserlike import Browser, Page
from tests.faults.blackhole import black_hole
from tests.people import PASSWORD, who_can_sign_in
from tests.stack import Stack

SENDS, SENDS_LONG = 40, 400
FIRST, NEXT = 1.3, 0.25  # promised seconds for a POST
BUSY = 4  # a shared machine may be that much slower; an unguarded Redis costs 150 s


@pytest.fixture
def web(stack):
    """The web with the breaker's real hold and with the limits of production."""
    for process in (stack.web, stack.worker, stack.beat):
        process.end()
    env = stack.web.env
    stack.web.env = env | {"REDIS_BREAK": "10", "RATE_LIMITS": "on"}
    yield stack.start("redis", "web")
    stack.web.end()
    stack.web.env = env
    stack.redis.kill()


@pytest.fixture
def sends(is_long):
    return SENDS_LONG if is_long else SENDS


def times_of(page, number):
    """Seconds that each POST took. All of them are accepted: without Redis no limit holds anybody back."""
    times = []
    for n in range(number):
        began = time.monotonic()
        reply = page.post(f"number {n}")
        times.append(time.monotonic() - began)
        assert reply.status == 200, reply
    return times


def is_quick_enough(kind, first, rest, measured):
    p99 = sorted(rest)[int(len(rest) * 0.99)]
    measured(f"Redis {kind}: first POST {first * 1000:.0f} ms, then p99 {p99 * 1000:.0f} ms")
    assert first <= BUSY * FIRST
    assert p99 <= BUSY * NEXT


def sign_in(host, username):
    browser = Browser(host)
    login = "/messager/accounts/login/"
    browser.request("GET", login)
    form = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": browser.cookies["csrftoken"]}
    reply = browser.request("POST", login, form)
    assert reply.status == 302
    assert "sessionid" in browser.cookies
    return browser


def everything_works(kind, host, page, cast, sends, measured):
    alice, bob = page(cast.alice, cast.room), page(cast.bob, cast.room)
    first, *rest = times_of(alice, sends)
    is_quick_enough(kind, first, rest, measured)
    assert Message.objects.filter(room=cast.room).count() == sends
    bob.load_all()
    assert bob.log.ids == alice.log.ids
    who_can_sign_in(cast.charlie)
    browser = sign_in(host, "charlie")
    assert browser.request("GET", "/messager/").status == 200


def test_f5_redis_refuses(web, cast, page, sends, measured):
    web.redis.kill()
    everything_works("refused", web.host, page, cast, sends, measured)
    assert web.web.says().count("no rate limit holds") == 1, "once for all the messages"


def test_f6_redis_hangs(web, cast, page, sends, measured):
    alice = page(cast.alice, cast.room)
    alice.load()  # connections stand, as they do when a server freezes
    web.redis.freeze()
    everything_works("hung", web.host, page, cast, sends, measured)


def test_f6_redis_is_black_holed(stack, cast, page, sends, measured, tmp_path):
    with black_hole() as port:
        other = Stack(
            tmp_path, stack.env["DATABASE_URL"], REDIS_BREAK="10", REDIS_URL=f"redis://127.0.0.1:{port}/0"
        )
        try:
            other.start("web")
            everything_works("black-holed", other.host, partial(page_at, other), cast, sends, measured)
        finally:
            other.end()


def page_at(stack, user, room):
    return Page(stack.host, user, room.pk)
