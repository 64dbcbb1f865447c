"""What can be done to a room that has a name, one verb each."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.chat import services
from apps.chat.inboxes import raise_members_inboxes
from apps.chat.models import Kind, LockedBy, Membership, Room
from apps.chat.problems import LockedByModerators, NameTaken


@dataclass(frozen=True)
class Settings:
    """What the owners of a room decide. `history_for_joiners` matters in a closed room alone."""

    name: str
    topic: str = ""
    description: str = ""
    is_announcement: bool = False
    slow_seconds: int = 0
    history_for_joiners: bool = True


def create_room(owner: User, kind: Kind, settings: Settings) -> Room:
    """A room of one's own. Raises NameTaken when another open room has the name, or looks like it."""
    with _taking_its_name():
        room = Room.objects.create(kind=kind, **asdict(settings))
        services.join(owner, room)
        Membership.objects.filter(room=room, user=owner).update(is_owner=True)
    return room


def change_settings(room: Room, settings: Settings) -> None:
    """Raises NameTaken. The sidebars of all members show the new name."""
    for name, value in asdict(settings).items():
        setattr(room, name, value)
    with _taking_its_name():
        # These alone: the room's numbers have moved on since it was read.
        room.save(update_fields=[*asdict(settings), "directory_name"])
        if room.history_for_joiners:  # replies quote what was said before: it is everybody's from now on
            room.memberships.filter(readable_from__gt=0).update(readable_from=0)
        raise_members_inboxes(room)


def archive(room: Room) -> None:
    """Nobody posts any more, and the directory lists it no longer; its name is free."""
    if not room.is_archived:
        _set_archived(room, is_archived=True)


def bring_back(room: Room) -> None:
    """Undoes `archive`. Raises NameTaken when another room has the name by now."""
    if room.is_archived:
        _set_archived(room, is_archived=False)


def lock(room: Room, by: LockedBy) -> None:
    """Until it is opened only owners and moderators post. What a moderator has locked stays a moderator's."""
    with transaction.atomic():
        standing = _locked_row(room)
        if standing.locked_by != LockedBy.MODERATORS:
            _set_lock(standing, by)


def unlock(room: Room, by: LockedBy) -> None:
    """Raises LockedByModerators when its owners want to open what a moderator has locked."""
    with transaction.atomic():
        standing = _locked_row(room)
        if standing.locked_by == LockedBy.MODERATORS and by != LockedBy.MODERATORS:
            raise LockedByModerators
        _set_lock(standing, LockedBy.NOBODY)


def _locked_row(room: Room) -> Room:
    """As it stands; a send is before the change or meets it."""
    return Room.objects.select_for_update().get(pk=room.pk)


def _set_lock(room: Room, by: LockedBy) -> None:
    room.locked_by = by
    room.save(update_fields=["locked_by"])
    raise_members_inboxes(room)


def _set_archived(room: Room, *, is_archived: bool) -> None:
    room.archived_at = timezone.now() if is_archived else None
    with _taking_its_name():
        room.save(update_fields=["archived_at", "directory_name"])
        raise_members_inboxes(room)


@contextmanager
def _taking_its_name() -> Iterator[None]:
    """The constraint decides, not a look beforehand: two can choose a name at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise NameTaken from error
