"""From what was typed to what is shown: nothing typed ever acts."""

import re
import time

import pytest
from django.core.cache import cache

from apps import guarded_redis
from apps.accounts import services as accounts
from apps.chat import rendering
from apps.chat.forms import LONGEST
from apps.chat.markup import render
from apps.chat.markup.cleaner import TAGS
from apps.chat.models import Message
from apps.chat.rendering import fragments
from apps.chat.tests.desk import Desk, text_of

commits = pytest.mark.django_db(transaction=True)  # for what happens on commit

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<div hx-post='/messager/rooms/1/messages/' hx-trigger='load'>x</div>",
    "<div data-hx-get=/x data-hx-trigger=load>",
    "<hx-partial hx-target='#sidebar'>x</hx-partial>",
    "</li></ol><li class=message data-id=1>",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>*{display:none}</style><link rel=stylesheet href=//evil.example>",
    "<form action=//evil.example><input name=csrfmiddlewaretoken>",
    "{{ settings.SECRET_KEY }}{% load x %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<base href=//evil.example>",
    "https://x.example/\"onmouseover='alert(1)",
    "http://x.example/<script>alert(1)</script>",
]


def tags(html: str) -> list[str]:
    return re.findall(r"<(/?[a-zA-Z][\w-]*)", html)


def links(html: str) -> list[str]:
    return re.findall(r'<a href="([^"]*)"', html)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_looks_like_markup_is_text(payload):
    html = render(payload)
    assert {tag.strip("/") for tag in tags(html)} <= TAGS
    rest = r' target="_blank" rel="nofollow noopener noreferrer">'
    assert not re.search(rf'<a(?! href="https?://[^"<>]*"{rest})', html)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_it_stays_text_in_every_answer_and_page(payload, alice, bob, room, says):
    says(alice, room, payload)
    harmless = text_of(Desk(bob, room).polls(0))
    Message.objects.update(html="")
    cache.clear()
    assert sorted(tags(harmless.replace(render(payload), ""))) == sorted(
        tags(text_of(Desk(bob, room).polls(0)))
    )


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://x.example/%0aalert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "file:///etc",
    ],
)
def test_such_addresses_are_never_links(text):
    assert all(link.startswith(("http://", "https://", "mailto:")) for link in links(render(text)))
    assert not any(
        link.lower().startswith(("javascript", "data", "vbscript", "file")) for link in links(render(text))
    )


@pytest.mark.parametrize(
    "unit",
    [
        "a@",
        "http://",
        "www.",
        "(",
        "&lt;",
        "<",
        "http://a.b/(",
        "x.com ",
        "https://example.org/ ",
        "@",
        "&",
        "a.",
        ")",
        '"',
        *(
            "*",
            "**",
            "*a ",
            "_a_",
            "`",
            "[",
            "![",
            "[a](",
            "[[]()]",
            "~~a",
            "> ",
            "- a\n",
            "  - a\n    - b\n",
        ),
        *("```html\n<a b='\n```\n", "@a ", ":a:", "# a\n", "\\", "http://%/", "*a_b`c[d](e"),
    ],
)
def test_the_longest_text_is_rendered_in_no_time(unit):
    text = (unit * LONGEST)[:LONGEST]
    started = time.process_time()
    render(text)
    assert time.process_time() - started < 1  # what grows with the square takes many seconds


def fragment_of(message: Message) -> str:
    return fragments([Message.objects.select_related("room", "sender").get(pk=message.pk)])[0]


@pytest.fixture
def renderings(monkeypatch) -> list[Message]:
    """Each message that went through the template."""
    rendered = []
    real = rendering._fragment
    monkeypatch.setattr(rendering, "_fragment", lambda message: rendered.append(message) or real(message))
    return rendered


def test_a_message_is_rendered_once_for_all_viewers(alice, bob, room, renderings):
    Desk(alice, room).sends("hello")
    first = text_of(Desk(alice, room).polls(0))
    assert text_of(Desk(bob, room).polls(0)) == first
    Desk(bob, room).opens()
    assert len(renderings) == 1


def test_nothing_in_a_fragment_depends_on_who_looks(alice, bob, room, says):
    message = says(alice, room)
    cache.clear()
    for_alice = text_of(Desk(alice, room).polls(0))
    cache.clear()
    assert text_of(Desk(bob, room).polls(0)) == for_alice
    assert f'data-sender="{alice.pk}"' in for_alice
    assert f'id="m-{message.pk}"' in for_alice


def test_after_an_edit_it_is_rendered_anew(alice, bob, room, says):
    message = says(alice, room, "the first")
    assert "the first" in fragment_of(message)
    Desk(alice, room).edits(message, "the second")
    assert "the second" in text_of(Desk(bob, room).polls(1))
    assert "the first" not in fragment_of(message)


def test_after_a_change_of_name_it_is_rendered_anew(alice, bob, room, says):
    message = says(alice, room)
    assert "alice" in fragment_of(message)
    accounts.rename(alice, "Alice <b>Liddell</b>")
    assert "Alice &lt;b&gt;Liddell&lt;/b&gt;" in text_of(Desk(bob, room).opens())


@commits
def test_after_a_change_of_code_the_old_one_stands_nowhere(alice, bob, room, direct, says):
    says(alice, room)
    says(alice, direct)
    desk, old = Desk(bob, room), alice.usercode
    assert old in text_of(desk.opens())
    accounts.replace_usercode(alice)
    for place in (room, direct):
        page = text_of(Desk(bob, place).opens())
        assert old not in page
        assert alice.usercode in page


def everything_in_redis() -> bytes:
    client = guarded_redis.client()
    return b"".join(client.get(key) or b"" for key in client.keys("*") if client.type(key) == b"string")


@commits
def test_a_deleted_text_leaves_the_cache_at_once(alice, room, direct, says):
    message = says(alice, room, "the canary")
    fragment_of(message)
    assert b"canary" in everything_in_redis()
    Desk(alice, room, script=False).deletes(message)
    assert b"canary" not in everything_in_redis()


@commits
def test_an_edited_text_leaves_the_cache_too(alice, room, says):
    message = says(alice, room, "the canary")
    fragment_of(message)
    Desk(alice, room, script=False).edits(message, "other")
    assert b"canary" not in everything_in_redis()


@pytest.mark.usefixtures("redis_away")
def test_without_redis_it_is_rendered_all_the_same(alice, bob, room, says):
    says(alice, room, "hello")
    assert "hello" in text_of(Desk(bob, room).polls(0))


def test_a_hundred_fragments_are_one_look_into_the_cache(alice, room, chatter, monkeypatch):
    chatter(alice, room, 100)
    messages = list(Message.objects.select_related("room", "sender"))
    assert fragments(messages) == fragments(messages)
    asked = []
    monkeypatch.setattr(cache, "get", lambda *args: asked.append(args))
    fragments(messages)
    assert not asked


def test_nothing_to_render_asks_nobody():
    assert fragments([]) == []
