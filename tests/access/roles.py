"""The roles, a room that they are in or not, and `visit`: an address opened as one of them."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts import blocks, pictures
from apps.accounts.models import Announcement, Invitation, Server, User
from apps.chat import membership_services, services
from apps.chat.exports import archive_of
from apps.chat.models import Export, HeldMessage, Membership, Message, Recipient, Room, RoomBan
from apps.moderation import audit, reporting
from apps.moderation import services as moderation
from apps.moderation.models import Action, Category, Filter
from apps.moderation.tests.team import HOUR, a_moderator
from tests.people import a_person
from tests.urlconf import Route, routes

METHODS = ("GET", "POST", "PUT", "DELETE")
# The author owns the room and wrote its message. Root, a superuser, moderators and their Owner are not in it.
ROLES = ("anonymous", "stranger", "member", "author", "root")
# They are answered as the one of the five whom they are like, unless a row says otherwise.
LIKE = {
    "muted": "member",
    "suspended": "anonymous",  # a member, with the session from before
    "blocked": "member",  # by the person and by the author
    "moderator": "root",
    "owner": "root",
}
ADMIN = [route for route in routes() if route.route.startswith("admin/")]
OURS = [route for route in routes() if not route.route.startswith("admin/")]

Visit = Callable[..., HttpResponse]


def name_of(route: Route) -> str:
    return route.name or "/"


@pytest.fixture
def visit(cast, identity) -> Visit:
    """visit(role, route, method): the answer, with a session of that role."""
    identity.breaks = ".well-known/openid-configuration"  # nobody is sent there
    alice, bob, room = cast.alice, cast.bob, cast.room
    people = {"stranger": cast.charlie, "member": bob, "author": alice, **_more_people(room)}
    message = services.post_message(_place(alice, room), "hello", uuid4())
    membership_services.set_owner(_place(alice, room), is_owner=True)
    sessions = {role: _session_of(person) for role, person in people.items()}
    for blocker in (alice, bob):
        blocks.block(blocker, people["blocked"])
    moderation.mute(people["root"], people["muted"], HOUR, "spam")
    moderation.suspend(people["root"], people["suspended"], HOUR, "spam")
    arguments = {
        "room_id": room.pk,
        "message_id": message.pk,
        "user_id": bob.pk,
        "export_id": _an_export(alice).pk,
        "account_id": SocialAccount.objects.create(user=alice, provider="team", uid="1").pk,
        "provider_id": "team",
        "name": _a_picture(alice),
        "held_id": _a_held_message(alice, room).pk,
        "key": "x-y",
        "uidb36": "1",
        "token": "of-no-invitation",
        "session_id": UserSession.objects.create(user=alice, session_key="x", ip="192.0.2.1").pk,
        "pk": 0,
    }
    rows = _rows(people, message)

    def visit(role: str, route: Route, method: str, *, csrf: bool = False, **headers: str) -> HttpResponse:
        client = Client(enforce_csrf_checks=csrf)
        if role in sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role]
        path = _admin_address(route, rows) if route in ADMIN else _address(route, arguments)
        form = {"body": "text", "nonce": str(uuid4()), "sequence": 1, "emoji": "👍"}
        form |= {"theme": "dark", "sends_with": "enter"}
        return getattr(client, method.lower())(path, form if method == "POST" else None, headers=headers)

    return visit


def _more_people(room: Room) -> dict[str, User]:
    members = {"muted": a_person("mel"), "suspended": a_person("sven"), "blocked": a_person("bert")}
    for person in members.values():
        services.join(person, room)
    moderator, owner = a_moderator("mia"), a_moderator("olga", group="Owner")
    root = a_person("root", is_staff=True, is_superuser=True)
    return {**members, "moderator": moderator, "owner": owner, "root": root}


def _place(person: User, room: Room) -> Membership:
    return Membership.objects.select_related("room", "user").get(room=room, user=person)


def _session_of(person: User) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))
    return client.session.session_key


def _an_export(user: User) -> Export:
    """One that is ready."""
    export = Export.objects.create(user=user, ready_at=timezone.now(), file=uuid4().hex, size=1)
    archive = archive_of(export.file)
    archive.parent.mkdir(exist_ok=True)
    archive.write_bytes(b"x")
    return export


def _a_picture(user: User) -> str:
    pictures.put(user, b"x")
    return user.picture


def _a_held_message(sender: User, room: Room) -> HeldMessage:
    return HeldMessage.objects.create(sender=sender, room=room, body="held", nonce=uuid4())


def _rows(people: dict[str, User], message: Message) -> dict[str, int]:
    """The row of each kind whose pages in the admin are opened."""
    report = reporting.report_person(people["stranger"], people["member"], Category.SPAM, "")
    soon = timezone.now() + HOUR
    invitation = Invitation.objects.create(made_by=people["root"], digest="x", expires_at=soon, most_uses=1)
    return {
        "message": message.pk,
        "room": message.room_id,
        "user": people["member"].pk,
        "outbox": message.outbox.get().pk,
        "heldmessage": _a_held_message(people["author"], message.room).pk,
        "recipient": Recipient.objects.create(message=message, user=people["member"]).pk,
        "report": report.pk,
        "filter": Filter.objects.create(pattern="unheard of").pk,
        "auditentry": audit.record(people["root"], Action.WARN, person=people["member"]).pk,
        "invitation": invitation.pk,
        "server": Server.current().pk,
        "announcement": Announcement.objects.create(text="soon").pk,
        "roomban": RoomBan.objects.create(user=a_person("beth"), room=message.room).pk,
        "group": Group.objects.get(name="Moderator").pk,
    }


def _address(route: Route, arguments: dict[str, object]) -> str:
    if route.name in ("", "messager"):
        return f"/{route.name}"
    return reverse(route.name, kwargs={name: arguments[name] for name in route.takes})


def _admin_address(route: Route, rows: dict[str, int]) -> str:
    kind = re.search(r"admin/\w+/(\w+)/<", route.route)
    row = str(rows[kind[1]]) if kind else "0"
    path = re.sub(r"<(path:)?(object_id|id|content_type_id)>", row, route.route)
    return "/" + re.sub(r"\^\(\?P<app_label>[\w|]+\)/\$", "chat/", path).replace("(?P<url>.*)$", "nowhere/")
