"""The bench's set-up command: people with sessions, and rooms. `python -m bench.people make 100 out.json`

A process of its own: the load generator itself never loads Django.
"""

import json
import os
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.cached_db import KEY_PREFIX, SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache

from apps.accounts.models import Server, User
from apps.chat import selectors, services
from apps.chat.models import Membership, Room

PASSWORD = "correct horse battery"
COMMON_ROOMS = 20
TEAM, CLUB = "u", "c"  # usernames begin with it: who is in the one room, and who in the common ones
CHUNK = 500


def make(team: int, club: int) -> None:
    """`team` people of one big room and a small one, `club` people of COMMON_ROOMS rooms."""
    Server.objects.get_or_create()  # set up: nobody is asked to, where they sign in
    _rooms("big room", _people(TEAM, team))
    _rooms("small room", User.objects.filter(username__startswith=TEAM).order_by("pk")[:18])
    members = _people(CLUB, club)
    for number in range(COMMON_ROOMS):
        _rooms(f"common room {number}", members)


def _people(prefix: str, count: int) -> list[User]:
    # One hash for all: a thousand would take ten minutes.
    password = make_password(PASSWORD)
    names = [f"{prefix}{number:04}" for number in range(count)]
    User.objects.bulk_create([User(username=n, email=f"{n}@bench.example", password=password) for n in names])
    people = list(User.objects.filter(username__startswith=prefix).order_by("username"))
    services.welcome(people)
    return people


def _rooms(name: str, members: Any) -> None:
    room = Room.objects.create(name=name)
    Membership.objects.bulk_create([Membership(room=room, user=user) for user in members])


def sign_in_all() -> dict[int, str]:
    """A session for everybody, kept and cached as signing in does it."""
    stores = {user.pk: session_of(user) for user in User.objects.all()}
    keep(stores.values())
    return {pk: str(store.session_key) for pk, store in stores.items()}


def keep(stores: Collection[SessionStore]) -> None:
    rows = [store.create_model_instance(dict(store.items())) for store in stores]
    Session.objects.bulk_create(rows, batch_size=CHUNK)
    for store in stores:
        cache.set(KEY_PREFIX + str(store.session_key), dict(store.items()), 3600)


def session_of(user: User) -> SessionStore:
    store = SessionStore()
    store._session_key = store._get_new_session_key()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "apps.accounts.backends.Backend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    return store


def state() -> dict[str, Any]:
    """What pages loaded now would know: each room's cursor, each person's inbox token."""
    rooms = {
        room.name or room.kind: {"id": room.pk, "cursor": room.last_revision}
        for room in Room.objects.order_by("pk")
    }
    # People with the same rooms show the same numbers; only the personal one differs.
    numbers = {
        key: selectors.numbers_of(User.objects.filter(username__startswith=key)[0]) for key in (TEAM, CLUB)
    }
    small = set(Membership.objects.filter(room__name="small room").values_list("user_id", flat=True))
    people = {}
    for user in User.objects.filter(username__regex=f"^[{TEAM}{CLUB}][0-9]+$").order_by("username"):
        seen = numbers[user.username[0]] if user.pk not in small else selectors.numbers_of(user)
        people[user.username] = {"id": user.pk, "inbox": str(selectors.inbox_of(user.inbox, seen.values()))}
    return {"rooms": rooms, "people": people}


def main(action: str, *arguments: str) -> None:
    *numbers, out = arguments
    sessions: dict[int, str] = {}
    if action == "make":
        make(*map(int, numbers))
        sessions = sign_in_all()
    Path(out).write_text(json.dumps({**state(), "sessions": sessions}))


if __name__ == "__main__":
    main(*sys.argv[1:])
