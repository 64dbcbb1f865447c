"""F16, F17: the same send arrives more than once, at once or a day later."""

import http.client
import socket
import sys
import threading
import uuid
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from apps.chat import outbox
from apps.chat.models import Kind, Message, Outbox, Room
from apps.chat.services import join
from tests.browserlike import FORM, Page
from tests.children import Child, wait_until
from tests.stack import START, free_port

COPIES = 10


@pytest.fixture
def web(stack):
    return stack.start("redis", "web")


def test_f16_ten_copies_in_parallel_are_one_message_with_equal_answers(web, cast, page):
    pages = [page(cast.alice, cast.room) for _ in range(COPIES)]
    form, replies, together = pages[0].form("hello"), [], threading.Barrier(COPIES)

    def post(copy):
        together.wait()
        replies.append(copy.request("POST", copy.messages_path, form, **copy.headers))

    threads = [threading.Thread(target=post, args=(copy,)) for copy in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [reply.status for reply in replies] == [200] * COPIES
    assert len({reply.text for reply in replies}) == 1
    sent = Message.objects.get()
    assert (sent.sequence, sent.revision) == (1, 1)
    assert Outbox.objects.count() == 1


def late(age):
    """As if `age` had passed since: nothing that is kept for a while is there any more."""
    Message.objects.update(sent_at=timezone.now() - age)
    Outbox.objects.update(created_at=timezone.now() - age, done_at=timezone.now() - age)
    outbox.purge_done()


@pytest.mark.parametrize("age", [timedelta(seconds=1), timedelta(seconds=40), timedelta(hours=25)], ids=str)
def test_f17_a_retry_after_a_lost_answer_is_the_same_message(web, cast, page, age):
    alice, bob = page(cast.alice, cast.room), page(cast.bob, cast.room)
    form = alice.form("hello")
    alice.ask("POST", alice.messages_path, form, **alice.headers)
    alice.close()  # nobody reads the answer
    sent = wait_until(Message.objects.first, within=30, what="the message is in the database")
    late(age)
    web.forget()
    assert bob.post("meanwhile").status == 200
    alice.take(alice.request("POST", alice.messages_path, form, **alice.headers))
    bob.load()
    assert alice.log.ids == bob.log.ids
    assert alice.log.ids[0] == sent.pk
    assert Message.objects.count() == 2


@pytest.fixture(params=["embedded", "gunicorn"])
def host(request, web, tmp_path):
    """Either way to serve pages."""
    if request.param == "embedded":
        yield web.host
        return
    address = f"127.0.0.1:{free_port()}"
    command = ["-m", "gunicorn", "config.wsgi", "--worker-class", "gthread", "--bind", address]
    child = Child([sys.executable, *command], log=tmp_path / "gunicorn.log", env=web.env).start()
    wait_until(lambda: "Booting worker" in child.says(), within=START, what="gunicorn serves")
    yield address.replace("127.0.0.1", "localhost")
    child.kill()


def test_half_a_send_is_none(host, cast):
    """Cut short within its text, it must not be taken for a shorter one."""
    alice, bob = Page(host, cast.alice, cast.room.pk), Page(host, cast.bob, cast.room.pk)
    whole = urlencode({"nonce": uuid.uuid4(), "body": "The first half, and the second"})
    headers = {"Content_Type": FORM, "Content_Length": str(len(whole))}
    alice.ask("POST", alice.messages_path, **alice.headers, **headers)
    alice.connection.send(whole[:-10].encode())
    alice.connection.sock.shutdown(socket.SHUT_WR)
    with suppress(http.client.HTTPException):  # no answer is one too
        assert alice.connection.getresponse().status == 400
    assert bob.post("whole").status == 200
    assert list(Message.objects.values_list("body", flat=True)) == ["whole"]


def test_another_text_under_the_same_nonce_is_refused_and_nothing_is_lost(web, cast, page):
    alice, nonce = page(cast.alice, cast.room), str(uuid.uuid4())
    alice.post("first", nonce)
    refused = alice.post("second", nonce)
    assert refused.status == 409
    assert 'class="problem"' in refused.text
    assert list(Message.objects.values_list("body", flat=True)) == ["first"]
    assert alice.post("second").status == 200
    assert list(Message.objects.order_by("sequence").values_list("body", flat=True)) == ["first", "second"]


def test_the_same_nonce_in_another_room_is_refused(web, cast, page):
    elsewhere = Room.objects.create(kind=Kind.OPEN, name="Hall")
    join(cast.alice, elsewhere)
    alice, nonce = page(cast.alice, cast.room), str(uuid.uuid4())
    alice.post("hello", nonce)
    assert page(cast.alice, elsewhere).post("hello", nonce).status == 409
    assert Message.objects.get().room == cast.room


def test_without_javascript_the_refused_text_stays_in_the_box_under_a_fresh_nonce(web, cast, page):
    alice, nonce = page(cast.alice, cast.room), str(uuid.uuid4())
    alice.post("first", nonce)
    reply = alice.request("POST", alice.messages_path, alice.form("second thoughts", nonce))
    assert reply.status == 409
    assert "second thoughts</textarea>" in reply.text
    assert f'value="{nonce}"' not in reply.text
