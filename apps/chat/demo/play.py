"""Sends what the scripts say as the people would, through services, and then writes the times back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from apps.accounts.models import User
from apps.chat import room_services, services
from apps.chat.demo import script, team
from apps.chat.demo.script import Said, Script
from apps.chat.models import Kind, Membership, Message, Room
from apps.chat.room_services import Settings

SCRIPTS = Path(__file__).parent / "scripts"
SECOND_THOUGHT = timedelta(seconds=50)  # from a message to its edit or deletion

People = Mapping[str, User]


@dataclass(frozen=True)
class Stage:
    """A room, who is in it, and what they are going to say there."""

    room: Room
    places: dict[str, Membership]
    script: Script


def play_all(people: People, now: datetime) -> None:
    stages = [_stage(people, file, now) for file in sorted(SCRIPTS.glob("*.txt"))]
    lines = [(said, stage) for stage in stages for said in stage.script.said]
    for said, stage in sorted(lines, key=lambda line: line[0].at):
        if stage.room.is_broadcast:
            team.gather(
                here=[person for name, person in people.items() if name not in said.away],
                away=[people[name] for name in said.away],
            )
        _say(said, stage.places[said.who])
    for stage in stages:
        _date(stage)
        _read(stage)


def _stage(people: People, file: Path, now: datetime) -> Stage:
    read = script.read(file.read_text(encoding="utf-8"), now)
    room = _room(read, people)
    return Stage(room, {place.user.username: place for place in _places(room)}, read)


def _room(written: Script, people: People) -> Room:
    members = [people[name] for name in written.members]
    if written.kind == Kind.BROADCAST:
        return Room.objects.broadcast()
    if written.kind == Kind.DIRECT:
        return services.open_direct(*members).room
    settings = Settings(name=written.name, topic=written.topic)
    room = room_services.create_room(members[0], Kind(written.kind), settings)
    for person in members[1:]:
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


def _date(stage: Stage) -> None:
    first, last = stage.script.said[0].at, stage.script.said[-1].at
    Room.objects.filter(pk=stage.room.pk).update(created_at=first, last_message_at=last)
    stage.room.memberships.update(joined_at=first)


def _read(stage: Stage) -> None:
    for place in _places(stage.room):
        services.mark_read(place, stage.script.read.get(place.user.username, len(stage.script.said)))
