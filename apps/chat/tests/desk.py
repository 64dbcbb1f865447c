"""A person in a browser of their own, asking as the pages and their scripts do."""

import re
import uuid
from html import unescape
from typing import Any

from django.http import HttpResponse
from django.test import Client

from apps.accounts.models import User
from apps.chat.models import Room
from tests.transcript import Answer, read_answer

SCRIPT = {"HTTP_HX_REQUEST": "true"}
UPDATES = "/messager/updates/"


def fresh_nonce() -> str:
    return str(uuid.uuid4())


class Desk:
    """`script=False`: the browser runs none, forms are sent as they are."""

    def __init__(self, user: User, room: Room | None = None, *, script: bool = True) -> None:
        self.user = user
        self.room = room
        self.script = script
        self.client = Client()
        self.client.force_login(user)

    @property
    def path(self) -> str:
        return f"/messager/rooms/{self.room.pk}/"

    @property
    def headers(self) -> dict[str, str]:
        return {"HTTP_HX_REQUEST": "true", "HTTP_MESSAGER_USER": str(self.user.pk)} if self.script else {}

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self.client.get(path, query, **self.headers)

    def post(self, path: str, **fields: Any) -> HttpResponse:
        return self.client.post(path, fields, **self.headers)

    def opens(self, **query: Any) -> HttpResponse:
        """The room's page."""
        return self.client.get(self.path, query)

    def sends(self, body: str, nonce: str | None = None, cursor: int = 0, **more: Any) -> HttpResponse:
        fields = {"body": body, "nonce": nonce or fresh_nonce(), "cursor": cursor, **more}
        return self.post(f"{self.path}messages/", **fields)

    def edits(self, message: Any, body: str, cursor: int = 0) -> HttpResponse:
        return self.post(f"{self.path}messages/{message.pk}/", body=body, cursor=cursor)

    def deletes(self, message: Any, cursor: int = 0) -> HttpResponse:
        return self.post(f"{self.path}messages/{message.pk}/deletion/", cursor=cursor)

    def reads(self, sequence: Any) -> HttpResponse:
        return self.post(f"{self.path}read-marker/", sequence=sequence)

    def polls(self, cursor: Any = 0, **more: Any) -> HttpResponse:
        """Of the sidebar it says nothing new unless `inbox` is given."""
        inbox = more["inbox"] if "inbox" in more else self.inbox()
        query = {"cursor": cursor, "inbox": inbox, "roster": "", "away": "0", "next": "2000", **more}
        if self.room and "room" not in more:
            query["room"] = self.room.pk
        return self.client.get(UPDATES, query, **self.headers)

    def inbox(self) -> str:
        """The name of the sidebar's state, as a fresh page has it."""
        return inbox_in(self.client.get("/messager/").content.decode())


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def answer_in(response: HttpResponse) -> Answer:
    """The part of an answer that concerns the log."""
    answer = read_answer(text_of(response))
    assert answer, text_of(response)
    return answer


def bodies_in(response: HttpResponse) -> list[str]:
    """The texts of the messages in an answer or a page, in their order."""
    html = re.sub(r"<template.*?</template>", "", text_of(response), flags=re.DOTALL)
    return [unescape(found) for found in re.findall(r'class="body"[^>]*>(.*?)</div>', html, re.DOTALL)]


def sequences_in(response: HttpResponse) -> list[int]:
    return [message.sequence for message in answer_in(response).messages]


def inbox_in(html: str) -> str:
    return re.search(r'data-inbox="([^"]*)"', html)[1]


def unread_in(html: str) -> dict[str, str]:
    """Each conversation's badge in a sidebar, by its title; without a badge it is not there."""
    sidebar = html.split('id="sidebar"')[1].split("</nav>", maxsplit=1)[0]
    links = re.findall(r'conversation__title">(.*?)</bdi>(.*?)</a>', sidebar, re.DOTALL)
    badges = {unescape(title): re.search(r'badge">([\d+]+)', rest) for title, rest in links}
    return {title: badge[1] for title, badge in badges.items() if badge}


def value_of(name: str, response: HttpResponse) -> str:
    """What a field of the page's form holds."""
    html = text_of(response)
    if name == "body":
        return unescape(re.search(r'<textarea[^>]*name="body".*?>(.*?)</textarea>', html, re.DOTALL)[1])
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)[0]
    found = re.search(r'value="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def said(response: HttpResponse) -> str:
    """The sentence beside the box, or alone in the answer."""
    html = text_of(response)
    found = re.search(r'id="composer-problem"[^>]*>(.*?)</div>', html, re.DOTALL)
    found = found or re.search(r'class="problem"[^>]*>(.*?)</p>', html, re.DOTALL)
    return unescape(found[1]).strip() if found else ""
