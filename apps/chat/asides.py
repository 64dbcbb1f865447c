"""What goes along with a room's messages in the answer of a poll: who types, and how far the others are."""

from collections.abc import Collection, Mapping, Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from apps.accounts.blocks import blocked_with
from apps.accounts.models import User
from apps.chat import notifications
from apps.chat.polls import Poll
from apps.chat.receipts import Marks, Position, Receipts, marks_of, note
from apps.chat.selectors import Numbers
from apps.chat.typists import Typist, typing_in


def asides_for(user: User, poll: Poll, numbers: Mapping[int, Numbers]) -> SafeString:
    """For a short poll of a member of the room, which says by its cursor what has reached its page."""
    if poll.room is None or numbers[poll.room].is_broadcast:
        return SafeString()
    fragments, apart = SafeString(), blocked_with(user)
    typists = seen_by(apart, typing_in([poll.room]).get(poll.room, []))
    if typing_to_tell(typists, user.pk, poll.typing):
        fragments += render_typing(typists)
    if poll.receipts is not None:
        cursor = min(poll.cursor, numbers[poll.room].last_revision)
        _note_delivered(user, Position(poll.room, user.pk, cursor))
        if receipts := receipts_to_tell(marks_of(poll.room), user.pk, apart, poll):
            fragments += render_receipts(receipts)
    return fragments


def _note_delivered(user: User, position: Position) -> None:
    """Who appears offline leaves no trace: what has reached their page would tell that they are here."""
    if not user.appear_offline and note([position]):
        notifications.stir(position.room, "receipts")


def seen_by(apart: Collection[int], typists: Sequence[Typist]) -> list[Typist]:
    """Without those who are out of sight."""
    return [typist for typist in typists if typist.id not in apart]


def typing_to_tell(typists: Sequence[Typist], person: int, shown: frozenset[int]) -> bool:
    """Somebody else types, and the page does not show it. What has ended it forgets by itself."""
    return any(typist.id != person and typist.id not in shown for typist in typists)


def receipts_to_tell(marks: Marks | None, person: int, apart: Collection[int], poll: Poll) -> Receipts | None:
    """None when the page shows them, or has no place for them."""
    receipts = marks.for_person(person, apart) if marks and poll.receipts is not None else None
    return receipts if receipts != poll.receipts else None


def render_typing(typists: Sequence[Typist]) -> SafeString:
    """The same for all who see these; me.css hides one's own."""
    return render_to_string("chat/_typing.html", {"typists": typists})


def render_receipts(receipts: Receipts) -> SafeString:
    return render_to_string("chat/_receipts.html", {"receipts": receipts, "is_partial": True})
