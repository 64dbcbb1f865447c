"""What can be done to conversations, one verb each. Every write to a room goes through here."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts import blocks, screening
from apps.accounts.models import User
from apps.accounts.screening import PASSED, Verdict
from apps.chat import exports, holding, mentions, notifications, outbox, revising
from apps.chat.inboxes import raise_inboxes
from apps.chat.markup import render
from apps.chat.models import Edit, HeldMessage, Kind, Membership, Message, Outbox, Room, direct_key
from apps.chat.problems import Blocked, BlockedAmong, Gone, Held, NobodyOnline, NonceTaken, Problem
from apps.chat.searching import index
from apps.chat.searching.content import content_of
from apps.chat.sends import Send, write
from apps.chat.voice import require_voice
from apps.presence.audience import online_ids

logger = logging.getLogger(__name__)

GATHER = 0.008  # seconds: what is sent closely together is announced together
SETTLE_EVERY = 0.25  # seconds, while there is always more to tell


def welcome(newcomers: Iterable[User]) -> None:
    """Lets newcomers into the room of everyone. What was said before is not theirs to read."""
    room = Room.objects.broadcast()
    Membership.objects.bulk_create(
        [Membership(room=room, user=user, read_up_to=room.last_sequence) for user in newcomers],
        ignore_conflicts=True,
    )


def open_direct(user: User, *others: User) -> Membership:
    """`user`'s place in the one lasting conversation of just these people, made at the first message.

    Raises Blocked or BlockedAmong instead of making one of people who are out of each other's sight.
    """
    people = [user, *others]
    with transaction.atomic():
        room = Room.objects.filter(direct_key=direct_key(person.pk for person in people)).first()
        room = room or _begin_direct(people)
    return Membership.objects.select_related("room", "user").get(room=room, user=user)


def _begin_direct(people: list[User]) -> Room:
    ids = [person.pk for person in people]
    blocks.lock(ids)  # or two could begin it while one of them blocks the other
    if blocks.are_apart(ids):
        raise BlockedAmong if len(ids) > 2 else Blocked
    room, is_new = Room.objects.get_or_create(kind=Kind.DIRECT, direct_key=direct_key(ids))
    if is_new:
        Membership.objects.bulk_create([Membership(room=room, user=person) for person in people])
        raise_inboxes(ids)
    return room


def join(user: User, room: Room) -> Membership:
    """Makes `user` a member who has read everything so far, or may not read it: as the room has it."""
    said_so_far = Room.objects.values_list("last_sequence", flat=True).get(pk=room.pk)
    hides_past = room.is_closed and not room.history_for_joiners
    begins = {"read_up_to": said_so_far, "readable_from": said_so_far + 1 if hides_past else 0}
    membership, is_new = Membership.objects.get_or_create(room=room, user=user, defaults=begins)
    if is_new:
        raise_inboxes([user.pk])
        transaction.on_commit(partial(notifications.stir_receipts, room), robust=True)
    return membership


def note_departure(user_id: int, room: Room) -> None:
    """A person is in a room less: their held polls are refused it from the next look on.

    Call it in the transaction that takes the place away.
    """
    raise_inboxes([user_id])
    transaction.on_commit(partial(notifications.stir_receipts, room), robust=True)


def post_message(
    membership: Membership,
    body: str,
    nonce: UUID,
    admit: Callable[[], None] = lambda: None,
    *,
    calls_everyone: bool = False,
    reply_to: Message | None = None,
    forwarded_from: Message | None = None,
    is_released: bool = False,
) -> Message:
    """Sends `body`; it is durable when this returns. The same nonce again returns the same message.

    `admit` is called before a new one is written, and may refuse by raising. Raises NonceTaken when the
    nonce stands for another text or room, NobodyOnline for a broadcast that would reach no one, Archived,
    Locked, Blocked or OwnersPost where this member can't post (any more), TooSoon in slow mode, Muted who may
    not speak at all; what calls @everyone is refused without the right, and until `calls_everyone` says that
    it is meant. Filtered where the text is refused, and Held where it waits for a moderator: what they let go
    `is_released`.
    """
    try:
        require_voice(membership.user)
        admit()
        # All that takes time comes before the room's row is locked.
        html = mentions.rendered(membership, body, is_confirmed=calls_everyone)
        verdict = PASSED if is_released else screening.verdict_on(membership.user, html)
        if verdict.found:
            held = HeldMessage(
                body=body,
                nonce=nonce,
                calls_everyone=calls_everyone,
                reply_to=reply_to,
                forwarded_from=forwarded_from,
            )
            holding.stop(verdict, held, membership)
        send = Send(
            membership,
            body,
            html,
            nonce,
            _fingerprint(body),
            _audience(membership),
            reply_to,
            forwarded_from,
            is_released,
        )
        return _write(send, verdict)
    except (IntegrityError, Problem):
        # Has it been sent before? Asked only now: nearly every message is new. What was refused has written
        # nothing, and the numbers that a copy of this request took were given back.
        if sent := _sent_here(membership, body, nonce):
            return sent
        raise


def post_direct(
    sender: User, people: list[User], body: str, nonce: UUID, admit: Callable[[], None] = lambda: None
) -> Message:
    """The same, to just these people. Who is held back, or whose text is, leaves no empty conversation."""
    if not find_sent(sender, body, nonce):  # a late copy is no new message
        require_voice(sender)
        admit()
        _screen_first(sender, people, body, nonce)
    return post_message(open_direct(sender, *people), body, nonce)


def _screen_first(sender: User, people: list[User], body: str, nonce: UUID) -> None:
    """Of what would begin a conversation: in one that stands it is done with the send."""
    verdict = screening.verdict_on(sender, render(body))
    ids = sorted(person.pk for person in people)
    if not verdict.found or Room.objects.filter(direct_key=direct_key([sender.pk, *ids])).exists():
        return
    try:
        holding.stop(verdict, HeldMessage(sender=sender, people=ids, body=body, nonce=nonce))
    except Held:
        if not find_sent(sender, body, nonce):  # released in this moment
            raise


def _write(send: Send, verdict: Verdict) -> Message:
    """What was flagged is written with what comes of it, or neither."""
    if not verdict.found:
        return write(send)
    with transaction.atomic():
        message = write(send)
        screening.flagged.send(sender=Message, message=message, found=verdict.found)
    return message


def find_sent(sender: User, body: str, nonce: UUID) -> Message | None:
    """What this send has already become, if it has been sent before.

    Raises NonceTaken when the nonce stands for another text.
    """
    sent = Message.objects.sent_as(sender, nonce)
    if sent and sent.fingerprint != _fingerprint(body):
        raise NonceTaken
    return sent


def edit_message(message: Message, body: str) -> Message:
    """Gives a message another text and keeps the one before.

    Raises Gone when it has been removed meanwhile, Archived, Blocked or Locked where they say nothing any
    more, Muted, Filtered or NeedsReview.
    """
    require_voice(message.sender)
    revising.must_take_changes(message.room, message.sender)
    html, now = mentions.rendered_edit(message, body), timezone.now()
    verdict = screening.verdict_on(message.sender, html)
    holding.require_passing(verdict)
    found = partial(index.put, content=content_of(body, html))
    with transaction.atomic():
        revising.lock_quotes(message)
        standing = revising.begin(message)
        Edit.objects.create(message=standing, body=standing.body, edited_at=now)
        changed = _change_text(standing, found, body=body, html=html, edited_at=now)
        if verdict.found:
            screening.flagged.send(sender=Message, message=changed, found=verdict.found)
        return changed


def delete_message(message: Message) -> Message:
    """Leaves a tombstone; every text is wiped. Raises Gone when there is nothing left to delete."""
    with transaction.atomic():
        revising.lock_quotes(message)
        standing = revising.begin(message)
        standing.edits.all().delete()
        standing.reactions.all().delete()
        exports.withdraw(message)
        nothing = {"reaction_count": 0, "pinned_at": None, "pinned_by": None}
        return _change_text(standing, index.drop, body="", html="", deleted_at=timezone.now(), **nothing)


def hide_message(message: Message) -> Message:
    """A moderator's tombstone: the text is kept for restoring. Raises Gone when it is one already."""
    with transaction.atomic():
        revising.lock_quotes(message)
        exports.withdraw(message)
        return _change_text(revising.begin(message), index.drop, hidden_at=timezone.now())


def restore_message(message: Message) -> Message:
    """Undoes hide_message. Raises Gone when it is not hidden."""
    with transaction.atomic():
        revising.lock_quotes(message)
        revision = Room.objects.take_revision(message.room_id)
        hidden = Message.objects.filter(pk=message.pk, hidden_at__isnull=False).first()
        if hidden is None:
            raise Gone
        hidden.revision = revision
        found = partial(index.put, content=content_of(hidden.body, hidden.html))
        return _change_text(hidden, found, hidden_at=None)


def mark_read(membership: Membership, sequence: int) -> bool:
    """Moves the read mark up to `sequence`, never back. Returns whether it moved."""
    reached = min(sequence, membership.room.last_sequence)
    with transaction.atomic():
        moved = bool(Membership.objects.filter(pk=membership.pk).rise_to(reached))
        if moved:
            raise_inboxes([membership.user_id])
            transaction.on_commit(partial(notifications.stir_receipts, membership.room), robust=True)
    return moved


def mark_unread(membership: Membership, sequence: int) -> None:
    """Lowers the read mark to before `sequence`, so that it is the first one unread."""
    with transaction.atomic():
        if Membership.objects.filter(pk=membership.pk).fall_to(max(0, sequence - 1)):
            raise_inboxes([membership.user_id])


def refresh_partners(user: User) -> None:
    """`user` has another name or code: the sidebars of those who talk with them directly show it."""
    conversations = user.memberships.filter(room__kind=Kind.DIRECT).values("room")
    partners = Membership.objects.filter(room__in=conversations).exclude(user=user).values("user")
    raise_inboxes(User.objects.filter(pk__in=partners).values_list("pk", flat=True))


def dispatch() -> int:
    """Works off the outbox. Safe to run anywhere, any number of times. Returns how many rows it did.

    While it finds work it stays: who sends meanwhile need not ask for a task of their own. Readers hear of
    each batch at once; what they don't wait for is done for several batches together.
    """
    done, told, settle_at = 0, list[Outbox](), 0.0
    for rows in _batches(time.monotonic() + settings.CELERY_TASK_SOFT_TIME_LIMIT / 4):
        told += _tell(rows)
        # What was tried before waits for no others, which it might take to the park with it.
        if time.monotonic() > settle_at or len(told) >= outbox.BATCH or rows[0].attempts > 1:
            done, told, settle_at = done + _settle(told), [], time.monotonic() + SETTLE_EVERY
    return done + _settle(told)


def _batches(until: float) -> Iterator[list[Outbox]]:
    """What there is to do, and what comes while it is done."""
    rows = outbox.claim() or outbox.claim_more()
    while rows:
        outbox.hold_nudge()
        yield rows
        if time.monotonic() > until:
            outbox.pass_on_nudge()
            return
        time.sleep(GATHER)
        rows = outbox.claim_more()


def _tell(rows: list[Outbox]) -> list[Outbox]:
    """Tells readers; returns the rows, or nothing where that failed."""
    try:
        notifications.announce(rows)
        _record_mentions([row.message for row in rows])
    except Exception as error:
        logger.exception("dispatch failed")
        _give_back(rows, error)
        return []
    return rows


def _settle(rows: list[Outbox]) -> int:
    """Lets what was told be found, too. Returns how many rows are done."""
    if not rows:
        return 0
    try:
        index.add(row.message_id for row in rows)
    except Exception as error:
        logger.exception("indexing failed")
        _give_back(rows, error)
        return 0
    outbox.finish(rows)
    return len(rows)


def _give_back(rows: list[Outbox], error: Exception) -> None:
    if isinstance(error, SoftTimeLimitExceeded):
        # It strikes right after a BEGIN too, of which Django does not know then: nobody else could write.
        connection.close()
    outbox.fail(rows, repr(error))


def _record_mentions(messages: list[Message]) -> None:
    if concerned := mentions.worth_recording(messages):
        with transaction.atomic():
            raise_inboxes(mentions.record(concerned))


def _sent_here(membership: Membership, body: str, nonce: UUID) -> Message | None:
    sent = find_sent(membership.user, body, nonce)
    if sent and sent.room_id != membership.room_id:
        raise NonceTaken
    return sent


def _audience(membership: Membership) -> list[int]:
    if not membership.room.is_broadcast:
        return []
    audience = online_ids(excluding=membership.user_id)
    if not audience:
        raise NobodyOnline
    return audience


def _change_text(message: Message, reindex: Callable[[Message], None], **changes: object) -> Message:
    """What begin() gave, with another text or none: search follows, and what quotes it shows it so, too."""
    changed = revising.finish(message, **changes)
    reindex(message)
    revising.refresh_quotes(message)
    return changed


def _fingerprint(body: str) -> str:
    return salted_hmac("chat.message", body, algorithm="sha256").hexdigest()
