"""A person at the pages around rooms: the directory, details, members, a new conversation."""

from typing import Any

from django.http import HttpResponse

from apps.accounts.models import User
from apps.chat.models import Room
from apps.chat.tests.desk import Desk

ROOMS = "/messager/rooms/"
DIRECTS = "/messager/directs/"


class Manager(Desk):
    """By plain forms, as without JavaScript; what is answered is the page that follows."""

    def __init__(self, user: User, room: Room | None = None) -> None:
        super().__init__(user, room, script=False)

    def creates(self, name: str, kind: str = "open", **more: Any) -> Room | None:
        self.post(ROOMS, name=name, kind=kind, **more)
        return Room.objects.filter(name=name).order_by("-pk").first()

    def joins(self) -> HttpResponse:
        return self.post(f"{self.path}membership/")

    def leaves(self) -> HttpResponse:
        return self.post(f"{self.path}departure/")

    def invites(self, person: User) -> HttpResponse:
        return self.post(f"{self.path}members/", person=person.pk)

    def removes(self, person: User) -> HttpResponse:
        return self.post(f"{self.path}members/{person.pk}/removal/")

    def readmits(self, person: User) -> HttpResponse:
        return self.post(f"{self.path}members/{person.pk}/readmission/")

    def makes_owner(self, person: User) -> HttpResponse:
        return self.post(f"{self.path}members/{person.pk}/ownership/", is_owner="on")

    def unmakes_owner(self, person: User) -> HttpResponse:
        return self.post(f"{self.path}members/{person.pk}/ownership/", is_owner="off")

    def settles(self, **fields: Any) -> HttpResponse:
        return self.post(f"{self.path}settings/", **{"name": self.room.name, **fields})

    def archives(self) -> HttpResponse:
        return self.post(f"{self.path}archive/", archived="on")

    def brings_back(self) -> HttpResponse:
        return self.post(f"{self.path}archive/", archived="off")

    def locks(self) -> HttpResponse:
        return self.post(f"{self.path}lock/", locked="on")

    def unlocks(self) -> HttpResponse:
        return self.post(f"{self.path}lock/", locked="off")

    def wants(self, involvement: str) -> HttpResponse:
        return self.post(f"{self.path}involvement/", involvement=involvement)

    def favours(self, **fields: str) -> HttpResponse:
        return self.post(f"{self.path}favourite/", **(fields or {"is_favourite": "on"}))

    def writes_to(self, *people: User, body: str = "hello", nonce: str) -> HttpResponse:
        return self.post(DIRECTS, person=[person.pk for person in people], body=body, nonce=nonce)
