from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.chat.fields import DirectoryName

LONGEST_NAME = 80
LONGEST_TOPIC = 120
LONGEST_DESCRIPTION = 2_000
MOST_IN_DIRECT = 8  # people in one direct conversation


class Kind(models.TextChoices):
    OPEN = "open", _("room")
    CLOSED = "closed", _("room by invitation")
    DIRECT = "direct", _("direct conversation")
    BROADCAST = "broadcast", _("everyone online")


class LockedBy(models.TextChoices):
    """Who has locked a room. What moderators have locked, its owners don't open."""

    NOBODY = "", _("not locked")
    OWNERS = "owners", _("its owners")
    MODERATORS = "moderators", _("moderators")


# Between two messages of one person.
SLOW_MODE = [
    (0, _("off")),
    (5, _("5 seconds")),
    (10, _("10 seconds")),
    (30, _("30 seconds")),
    (60, _("1 minute")),
    (300, _("5 minutes")),
    (900, _("15 minutes")),
    (3600, _("1 hour")),
]
NAMED = (Kind.OPEN, Kind.CLOSED)  # rooms with a name, owners, and members who come and go


def direct_key(people: Iterable[int]) -> str:
    """By which the one conversation of a set of people is found."""
    return ":".join(str(person) for person in sorted(set(people)))


class RoomQuerySet(models.QuerySet["Room"]):
    def broadcast(self) -> Room:
        """The one room that everyone is in."""
        return self.get_or_create(kind=Kind.BROADCAST)[0]

    def listed(self) -> RoomQuerySet:
        """The directory: what anyone may find and join."""
        return self.filter(directory_name__isnull=False)

    def writable_by(self, membership_id: int, *, moderates: bool = False) -> RoomQuerySet:
        """The room of that membership, if its member may post there now; a lock does not bind moderators."""
        is_open = Q(locked_by=LockedBy.NOBODY) | Q(memberships__is_owner=True)
        may_announce = Q(is_announcement=False) | Q(memberships__is_owner=True)
        silent_until = "memberships__user__muted_until"
        may_speak = Q(**{f"{silent_until}__isnull": True}) | Q(**{f"{silent_until}__lte": timezone.now()})
        # In one call: in two, the second would ask of anybody's membership.
        conditions = (may_announce, may_speak) if moderates else (may_announce, may_speak, is_open)
        return self.filter(*conditions, archived_at=None, is_blocked=False, memberships=membership_id)

    def between(self, one: int, other: int) -> RoomQuerySet:
        """The direct conversation of just these two, if they have one."""
        return self.filter(direct_key=direct_key([one, other]))

    def take_sequence(self, room_id: int, sender_id: int) -> tuple[int, int]:
        """The next sequence and revision, for a send. Locks the room's row until the transaction ends.

        Take it as late as possible: with the number first and slow work after it, a busy room
        keeps a sixth of its throughput.
        """
        self.filter(pk=room_id).update(
            last_sequence=F("last_sequence") + 1,
            last_revision=F("last_revision") + 1,
            last_message_at=Now(),
            last_sender_id=sender_id,
        )
        return self.values_list("last_sequence", "last_revision").get(pk=room_id)

    def take_revision(self, room_id: int, count: int = 1) -> int:
        """The next revision, for a change that is no send; of several, the last. Locks the room's row."""
        self.filter(pk=room_id).update(last_revision=F("last_revision") + count)
        return self.values_list("last_revision", flat=True).get(pk=room_id)


class Room(models.Model):
    """A place for messages. Its two numbers are what readers follow.

    `last_sequence` counts sends, without a hole; `last_revision` counts every change.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OPEN)
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    directory_name = DirectoryName(max_length=3 * LONGEST_NAME, unique=True, null=True, editable=False)
    topic = models.CharField(_("topic"), max_length=LONGEST_TOPIC, blank=True, default="", db_default="")
    description = models.TextField(
        _("description"), max_length=LONGEST_DESCRIPTION, blank=True, default="", db_default=""
    )
    is_announcement = models.BooleanField(_("only its owners post"), default=False, db_default=False)
    history_for_joiners = models.BooleanField(
        _("newcomers may read what was said before"), default=True, db_default=True
    )
    locked_by = models.CharField(
        _("locked by"), max_length=10, choices=LockedBy, blank=True, default="", db_default="", editable=False
    )
    slow_seconds = models.PositiveIntegerField(
        _("slow mode"),
        choices=SLOW_MODE,
        default=0,
        db_default=0,
        help_text=_("How long each person waits between two messages. Owners and moderators don't."),
    )
    # Of a conversation of two: one has blocked the other. Here, so that the locked row decides on a send.
    is_blocked = models.BooleanField(default=False, db_default=False, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    # "3:17", the people's ids in rising order: a set of people has one lasting conversation.
    direct_key = models.CharField(max_length=200, unique=True, null=True, blank=True, editable=False)
    retention_days = models.PositiveIntegerField(
        _("days that messages are kept"),
        null=True,
        blank=True,
        help_text=_("Older ones go for good. Empty: as on the whole server; 0: for ever."),
    )
    # The floor: what was said before is gone for good. It rises by a change, and that change's revision.
    first_sequence = models.PositiveBigIntegerField(default=1, editable=False)
    floor_revision = models.PositiveBigIntegerField(default=0, db_default=0, editable=False)
    last_sequence = models.PositiveBigIntegerField(default=0, editable=False)
    last_revision = models.PositiveBigIntegerField(default=0, editable=False)
    last_message_at = models.DateTimeField(null=True, blank=True, editable=False)
    # No foreign key: it would be looked up with each send, and only says whose pages don't count the message.
    last_sender_id = models.PositiveBigIntegerField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    members: models.ManyToManyField[User, Room] = models.ManyToManyField(
        User, through="chat.Membership", related_name="rooms"
    )

    objects = RoomQuerySet.as_manager()

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="broadcast"), name="one_broadcast_room"
            ),
            models.CheckConstraint(
                condition=Q(kind="direct", direct_key__isnull=False)
                | (~Q(kind="direct") & Q(direct_key__isnull=True)),
                name="direct_room_has_its_key",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["open", "closed"])
                | Q(archived_at__isnull=True, is_announcement=False, history_for_joiners=True),
                name="only_named_rooms_have_an_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return url_of(self.kind, self.pk)

    def has_at_most(self, members: int) -> bool:
        """Without counting a large room through."""
        return self.memberships.order_by()[: members + 1].count() <= members

    @property
    def is_named(self) -> bool:
        """Open or closed: it has a name, owners, and members who come and go."""
        return self.kind in NAMED

    @property
    def is_archived(self) -> bool:
        """Its members read on; nobody posts."""
        return self.archived_at is not None

    @property
    def is_locked(self) -> bool:
        """For a while only its owners and moderators post, edit and react."""
        return bool(self.locked_by)

    @property
    def is_closed(self) -> bool:
        return self.kind == Kind.CLOSED

    @property
    def direct_ids(self) -> list[int]:
        """Whose direct conversation it is."""
        return [int(person) for person in (self.direct_key or "").split(":") if person]

    @property
    def has_one_history(self) -> bool:
        """Whether each member may read all that was said: then a reply may show what it replies to."""
        return not self.is_broadcast and (self.history_for_joiners or not self.is_closed)

    @property
    def is_broadcast(self) -> bool:
        return self.kind == Kind.BROADCAST

    @property
    def is_direct(self) -> bool:
        return self.kind == Kind.DIRECT


def url_of(kind: str, room_id: int) -> str:
    return reverse("chat:home") if kind == Kind.BROADCAST else reverse("chat:room", args=[room_id])
