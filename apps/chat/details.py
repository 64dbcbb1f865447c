"""What a message's fragment shows beside its text: what it replies to, and the reactions to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import User
from apps.chat.excerpts import excerpt
from apps.chat.models import Message, Reaction

MOST_NAMES = 10  # of those who reacted, in the fragment; the message's page has them all


@dataclass(frozen=True)
class Quote:
    """What a message replies to. `text` is empty where not everyone who sees the reply may read it."""

    id: int
    name: str
    text: str
    is_gone: bool = False


@dataclass(frozen=True)
class Chip:
    """One emoji, and who reacted with it."""

    emoji: str
    people: list[User]

    @property
    def by(self) -> str:
        """For me.css, which finds one's own in it."""
        return " ".join(str(person.pk) for person in self.people)

    @property
    def names(self) -> str:
        shown = [person.display_name for person in self.people[:MOST_NAMES]]
        more = len(self.people) - MOST_NAMES
        if more > 0:
            sentence = ngettext("%(names)s and %(more)s other", "%(names)s and %(more)s others", more)
            return sentence % {"names": ", ".join(shown), "more": more}
        if len(shown) > 1:
            return _("%(names)s and %(last)s") % {"names": ", ".join(shown[:-1]), "last": shown[-1]}
        return shown[0]


@dataclass(frozen=True)
class Details:
    message: Message
    quote: Quote | None
    reactions: list[Chip]


def load_originals(messages: Iterable[Message]) -> None:
    """What the messages reply to, with its sender. Most reply to nothing, and then nothing is asked."""
    replies = [message for message in messages if message.reply_to_id]
    if replies:
        originals = Message.objects.select_related("sender")
        prefetch_related_objects(replies, Prefetch("reply_to", originals))


def details_of(messages: Sequence[Message]) -> list[Details]:
    """At most one query for all of them, none when nobody has reacted."""
    chips = chips_of(message for message in messages if message.reaction_count and not message.is_gone)
    return [Details(message, _replied_to(message), chips.get(message.pk, [])) for message in messages]


def _replied_to(message: Message) -> Quote | None:
    if message.reply_to is None or message.is_gone:
        return None
    return quote_of(message.reply_to, is_readable=message.room.has_one_history)


def chips_of(messages: Iterable[Message]) -> dict[int, list[Chip]]:
    """Of each message, the emoji that came first before the others."""
    reacted = list(messages)
    people: dict[int, dict[str, list[User]]] = {}
    for one in Reaction.objects.of_messages(reacted) if reacted else ():
        people.setdefault(one.message_id, {}).setdefault(one.emoji, []).append(one.user)
    return {pk: [Chip(emoji, who) for emoji, who in chips.items()] for pk, chips in people.items()}


def quote_of(original: Message, *, is_readable: bool = True) -> Quote:
    name = original.sender.display_name
    if original.is_gone or not is_readable:
        return Quote(original.pk, name, "", original.is_gone)
    return Quote(original.pk, name, excerpt(original))
