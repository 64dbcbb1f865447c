"""Where a text of one person is shown to another. To add a place: one function that fills it.

Each gets a Stage, puts every payload where a person could have put it, and returns the addresses to look at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from django.contrib.auth.hashers import make_password

from apps.accounts.models import User
from apps.chat import services
from apps.chat.models import Kind, Membership, Message, Room
from tests.xss.payloads import PAYLOADS

ADMIN_PAGE = 100  # rows
HITS = 20  # of a search, on one page
TITLES = 8  # pages are opened for real; the escaping is the same for all


@dataclass(frozen=True)
class Stage:
    """Alice writes, Bob looks; Root looks in the admin."""

    alice: User
    bob: User
    room: Room

    def says(self, text: str, person: User | None = None, reply_to: Message | None = None) -> Message:
        place = Membership.objects.select_related("room", "user").get(
            room=self.room, user=person or self.alice
        )
        return services.post_message(place, text, uuid4(), calls_everyone=True, reply_to=reply_to)

    @property
    def path(self) -> str:
        return f"/messager/rooms/{self.room.pk}/"


SINKS: list[Callable[[Stage], list[str]]] = []


def sink(function: Callable[[Stage], list[str]]) -> Callable[[Stage], list[str]]:
    SINKS.append(function)
    return function


@sink
def body(stage: Stage) -> list[str]:
    for text in PAYLOADS:
        stage.says(text)
    return [stage.path]


@sink
def edited_body(stage: Stage) -> list[str]:
    for text in PAYLOADS:
        services.edit_message(stage.says("before"), text)
    return [stage.path]


@sink
def own_text_in_forms(stage: Stage) -> list[str]:
    """Bob's own message, as its page shows it for an edit; only texts that leave a text field matter."""
    leaving = [text for text in PAYLOADS if "</t" in text or text.startswith(('"', "'"))]
    messages = [stage.says(text, stage.bob) for text in leaving]
    return [f"{stage.path}messages/{message.pk}/" for message in messages[:TITLES]]


@sink
def quotes(stage: Stage) -> list[str]:
    for text in PAYLOADS:
        stage.says("so it is", reply_to=stage.says(text))
    return [stage.path]


@sink
def snippets(stage: Stage) -> list[str]:
    """Around what a search has found."""
    words = [f"page{n // HITS:02}x" for n in range(len(PAYLOADS))]
    for word, text in zip(words, PAYLOADS, strict=True):
        stage.says(f"{word} {text}")
    services.dispatch()  # which makes them be found
    return [f"/messager/search/?q={word}" for word in sorted(set(words))]


@sink
def topics(stage: Stage) -> list[str]:
    """In the directory, in a room's head and on its page."""
    rooms = Room.objects.bulk_create(
        Room(kind=Kind.OPEN, name=f"Room {n}", topic=text[:120], description=text)
        for n, text in enumerate(PAYLOADS)
    )
    Membership.objects.bulk_create(Membership(room=room, user=stage.bob) for room in rooms)
    telling = [room for room in rooms if room.topic.startswith(('"', "</"))][:TITLES]
    pages = [f"/messager/rooms/{room.pk}/{part}" for room in telling for part in ("", "details/")]
    return ["/messager/rooms/", *pages]


@sink
def names(stage: Stage) -> list[str]:
    """In the log, in what calls them, in the list of people."""
    password = make_password("x")
    people = User.objects.bulk_create(
        User(username=f"name{n}", name=text[:60], password=password) for n, text in enumerate(PAYLOADS)
    )
    services.welcome(people)
    Membership.objects.bulk_create(Membership(room=stage.room, user=person) for person in people)
    for person in people:
        stage.says(f"@{person.username} is called", person)
    return [stage.path, f"{stage.path}suggestions/?q=name"]


@sink
def room_names(stage: Stage) -> list[str]:
    """In the sidebar, in the head, in the title, in the box's hint."""
    rooms = Room.objects.bulk_create(Room(kind=Kind.CLOSED, name=text[:80]) for text in PAYLOADS)
    Membership.objects.bulk_create(Membership(room=room, user=stage.bob) for room in rooms)
    telling = [room for room in rooms if "</title>" in room.name or room.name.startswith(('"', "{{"))]
    return ["/messager/", *(f"/messager/rooms/{room.pk}/" for room in telling[:TITLES])]


@sink
def admin_lists(stage: Stage) -> list[str]:
    for text in PAYLOADS:
        stage.says(text)
    Room.objects.bulk_create(Room(kind=Kind.CLOSED, name=text[:80]) for text in PAYLOADS)
    pages = range(1, len(PAYLOADS) // ADMIN_PAGE + 2)
    lists = [f"/admin/chat/{kind}/?p={page}" for kind in ("message", "room") for page in pages]
    return [*lists, f"/admin/chat/message/{Message.objects.latest('pk').pk}/change/"]
