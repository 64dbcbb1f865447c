"""Sends what the scripts say as the people would, through services, and then writes the times back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from apps.accounts.models import User
from apps.chat import services
from apps.chat.demo import script, team
from apps.chat.demo.script import Said, Script
from apps.chat.models import Kind, Membership, Message, Room

SCRIPTS = Path(__file__).parent / "scripts"
SECOND_THOUGHT = timedelta(seconds=50)  # from a message to its edit or deletion

People = Mapping[str, User]


def play_all(people: People, now: datetime) -> None:
    for file in sorted(SCRIPTS.glob("*.txt")):
        play(script.read(file.read_text(encoding="utf-8"), now), people)


def play(scene: Script, people: People) -> None:
    room = _room(scene, people)
    places = {place.user.username: place for place in _places(room)}
    for said in scene.said:
        if room.is_broadcast:
            team.gather(
                here=[person for name, person in people.items() if name not in said.away],
                away=[people[name] for name in said.away],
            )
        _say(said, places[said.who])
    _date(room, scene)
    for place in _places(room):
        services.mark_read(place, scene.read.get(place.user.username, len(scene.said)))


def _room(scene: Script, people: People) -> Room:
    members = [people[name] for name in scene.members]
    if scene.kind == Kind.BROADCAST:
        return Room.objects.broadcast()
    if scene.kind == Kind.DIRECT:
        return services.open_direct(*members).room
    room = Room.objects.create(kind=Kind.OPEN, name=scene.name)
    for person in members:
        services.join(person, room)
    return room


def _places(room: Room) -> list[Membership]:
    return list(room.memberships.select_related("room", "user"))


def _say(said: Said, place: Membership) -> None:
    message = services.post_message(place, said.text, uuid4())
    times = {"sent_at": said.at}
    if said.edited_to:
        services.edit_message(message, said.edited_to)
        times["edited_at"] = said.at + SECOND_THOUGHT
    if said.is_deleted:
        services.delete_message(message)
        times["deleted_at"] = said.at + SECOND_THOUGHT
    # Past services, which know no time but now. Nobody has read the message yet.
    Message.objects.filter(pk=message.pk).update(**times)


def _date(room: Room, scene: Script) -> None:
    first, last = scene.said[0].at, scene.said[-1].at
    Room.objects.filter(pk=room.pk).update(created_at=first, last_message_at=last)
    room.memberships.update(joined_at=first)
