"""What is large: a room of a million messages, a person with 500 rooms, a room of 5,000 members.

`python -m bench.large make 1000000 500 5000 out.json`, and `online`: all the members are here for a while.
A process of its own, as bench/people.py.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from apps.accounts.models import User
from apps.chat import services
from apps.chat.models import Kind, Membership, Message, Room
from apps.presence import store
from apps.presence.store import Beat
from bench.people import keep, session_of

ONE, CROWD = "large", "m"  # the person whose pages are opened; the others' usernames begin with it
SAID = 200  # messages in each of the 500 rooms, half of them unread
NUMBERS = {"postgresql": "gen_random_uuid()", "sqlite": "lower(hex(randomblob(16)))"}
# Written by the database itself: a million rows from here would take ten minutes.
SAY = """
INSERT INTO chat_message
    (room_id, sender_id, sequence, revision, body, html, nonce, fingerprint, recipient_count, sent_at)
WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < %s)
SELECT room.id, %s + n %% 40, n, n, 'Line ' || n || ' of many.', 'Line ' || n || ' of many.',
    {nonce}, '', 0, %s
FROM chat_room room CROSS JOIN counter WHERE room.id >= %s AND room.id <= %s ORDER BY room.id, n
"""


def make(messages: int, rooms: int, members: int) -> dict[str, Any]:
    one = User.objects.create_user(ONE, f"{ONE}@bench.example", make_password(None))
    crowd = _crowd(max(members, rooms))
    million = _joined(Room.objects.create(name="A million messages"), [one, *crowd[:40]])
    _say(million, million, messages, crowd)
    many = _rooms(rooms, one, crowd)
    _say(many[0], many[-1], SAID, crowd)
    Membership.objects.filter(user=one, room__gte=many[0]).update(read_up_to=SAID // 2)
    full = _joined(Room.objects.create(name="Five thousand members"), [one, *crowd[:members]])
    _say(full, full, SAID, crowd)
    broadcast = _broadcast(one)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum does it by and by
    middle = million.messages.get(sequence=messages // 2)
    numbers = {"million": million.pk, "full": full.pk, "everyone": broadcast.room_id}
    numbers |= {"last": messages, "middle": middle.sequence, "broadcast": broadcast.pk}
    session = session_of(one)
    keep([session])
    return {"user": one.pk, "session": session.session_key, "numbers": numbers}


def online() -> None:
    """For PRESENCE_LONGEST seconds."""
    people = User.objects.filter(username__startswith=CROWD).values_list("pk", flat=True)
    store.heartbeats(Beat(pk, round(settings.PRESENCE_LONGEST * 1000), active=True) for pk in people)


def _crowd(count: int) -> list[User]:
    password = make_password(None)
    names = [f"{CROWD}{number:05}" for number in range(count)]
    User.objects.bulk_create([User(username=name, password=password) for name in names])
    people = list(User.objects.filter(username__startswith=CROWD).order_by("pk"))
    services.welcome(people)
    return people


def _joined(room: Room, people: list[User]) -> Room:
    Membership.objects.bulk_create([Membership(room=room, user=person) for person in people])
    return room


def _rooms(count: int, one: User, crowd: list[User]) -> list[Room]:
    """Half of them direct: their titles are names that have to be looked up."""
    rooms = [Room(name=f"Room {number}") for number in range(count - count // 2)]
    others = crowd[: count // 2]
    rooms += [Room(kind=Kind.DIRECT, direct_key=f"{one.pk}:{other.pk}") for other in others]
    made = Room.objects.bulk_create(rooms)
    Membership.objects.bulk_create([Membership(room=room, user=one) for room in made])
    direct = made[count - count // 2 :]
    pairs = zip(direct, others, strict=True)
    Membership.objects.bulk_create([Membership(room=room, user=other) for room, other in pairs])
    return made


def _say(first: Room, last: Room, count: int, crowd: list[User]) -> None:
    now = timezone.now()
    with connection.cursor() as cursor:
        sql = SAY.format(nonce=NUMBERS[connection.vendor])
        cursor.execute(sql, [count, crowd[0].pk, now, first.pk, last.pk])
    Room.objects.filter(pk__gte=first.pk, pk__lte=last.pk).update(
        last_sequence=count, last_revision=count, last_message_at=now
    )


def _broadcast(sender: User) -> Message:
    online()
    place = Membership.objects.select_related("room", "user").get(room__kind=Kind.BROADCAST, user=sender)
    return services.post_message(place, "To five thousand.", uuid4())


def main(action: str, *arguments: str) -> None:
    if action == "online":
        online()
        return
    *numbers, out = arguments
    Path(out).write_text(json.dumps(make(*map(int, numbers))))


if __name__ == "__main__":
    main(*sys.argv[1:])
