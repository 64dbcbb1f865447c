"""Somebody with an account and a room's page: sends, and polls from where the page stands."""

import re
import secrets
from typing import Self
from urllib.parse import urlencode
from uuid import uuid4

from browser import Browser, Reply, Site

PASSWORD = secrets.token_urlsafe(12)
USER = re.compile(r'<body[^>]*data-user="(\d+)"')
LOG = re.compile(r'<ol data-room="(\d+)"\s+data-since="(\d+)"\s+data-cursor="(\d+)"')
PAGE = re.compile(r'<ol id="messages".*?data-cursor="(\d+)"', re.DOTALL)
MESSAGE = re.compile(
    r'data-sequence="(\d+)"\s+data-revision="\d+"\s+data-sender="\d+"\s+data-nonce="([0-9a-f-]+)"'
)
INBOX = re.compile(r'data-inbox="([\d.]+)"')


class Person:
    def __init__(self, site: Site, name: str) -> None:
        self.site, self.name = site, name
        self.browser = Browser(site)
        self.room = self.user = self.cursor = 0
        self.inbox = ""
        self.seen: list[tuple[int, str]] = []  # sequence and nonce, in the order shown

    def registers(self) -> Self:
        form = {"username": self.name, "email": f"{self.name}@example.org", "password1": PASSWORD}
        reply = self.browser.fill_in("/messager/accounts/signup/", form)
        assert reply.status == 302, (
            f"signing up as {self.name} was answered {reply.status} {reply.text[:500]}"
        )
        return self

    def signs_in(self) -> Self:
        self.browser = Browser(self.site)
        form = {"login": self.name, "password": PASSWORD}
        reply = self.browser.fill_in("/messager/accounts/login/", form)
        assert reply.status == 302, (
            f"signing in as {self.name} was answered {reply.status} {reply.text[:500]}"
        )
        return self

    def opens(self, room: int) -> Self:
        reply = self.browser.get(f"/messager/rooms/{room}/")
        user, log = USER.search(reply.text), PAGE.search(reply.text)
        assert reply.status == 200 and user and log, f"room {room} was answered {reply.status}"
        self.room, self.user, self.cursor = room, int(user[1]), int(log[1])
        self.inbox = "".join(INBOX.findall(reply.text)[:1])
        return self

    @property
    def headers(self) -> dict[str, str]:
        return {"HX-Request": "true", "Messager-User": str(self.user)}

    def send(self, body: str, nonce: str = "") -> Reply:
        form = {"body": body, "nonce": nonce or str(uuid4()), "cursor": self.cursor}
        reply = self.browser.post(f"/messager/rooms/{self.room}/messages/", form, **self.headers)
        if reply.status == 200:
            self.takes(reply.text)
        return reply

    def updates(self, *, held: bool) -> str:
        """The address of the next poll."""
        query = {
            "room": self.room,
            "cursor": self.cursor,
            "inbox": self.inbox,
            "away": 0,
            "next": 0 if held else 2000,
        }
        return f"{'/live' if held else '/messager'}/updates/?{urlencode(query)}"

    def poll(self, *, held: bool = True) -> Reply:
        reply = self.browser.get(self.updates(held=held), **self.headers)
        if reply.status == 200:
            self.takes(reply.text)
        return reply

    def takes(self, html: str) -> None:
        """As the page merges an answer: none with a hole, nothing twice that stands already."""
        self.inbox = "".join(INBOX.findall(html)[:1]) or self.inbox
        log = LOG.search(html)
        if not log or int(log[1]) != self.room:
            return
        since, cursor = int(log[2]), int(log[3])
        assert since <= self.cursor, f"a hole: since {since}, but {self.name}'s page stands at {self.cursor}"
        if since == self.cursor:
            self.seen += [(int(sequence), nonce) for sequence, nonce in MESSAGE.findall(html)]
            self.cursor = max(self.cursor, cursor)
