"""A message as a fragment, rendered once for all who see it. What its text becomes: apps/chat/markup."""

from collections.abc import Sequence

from django.conf import settings
from django.core.cache import cache
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.chat.details import Details, details_of, load_originals
from apps.chat.models import Message

RENDERER_VERSION = 3  # raise it when the template changes what a stored message looks like
KEPT = 24 * 3600  # seconds a rendered fragment stays in the cache

State = tuple[int, ...]  # a message's revision and its author's version; those of what it replies to as well
Slot = tuple[State, str]


def fragments(messages: Sequence[Message]) -> list[SafeString]:
    """The fragment of each message, the same for every viewer, rendered once and shared.

    Each message needs its sender and its room. A message has one slot in the cache, with the state that it
    shows: the fragment of an edited or deleted message gives way, and no old text is kept.
    """
    load_originals(messages)
    slots = {message.pk: _slot(message, get_language() or "") for message in messages}
    kept: dict[str, Slot] = cache.get_many(slots.values()) if slots else {}
    states = {slot: state for slot, (state, _) in kept.items()}
    missing = [message for message in messages if states.get(slots[message.pk]) != _state(message)]
    made = {
        slots[details.message.pk]: (_state(details.message), _fragment(details))
        for details in details_of(missing)
    }
    if made:
        cache.set_many(made, KEPT)
    return [SafeString((made.get(slot) or kept[slot])[1]) for slot in slots.values()]


def forget(*messages: Message) -> None:
    """Takes what was rendered of them out of the cache: nobody may ask for it again for long."""
    cache.delete_many(
        [_slot(message, language) for message in messages for language, _ in settings.LANGUAGES]
    )


def _slot(message: Message, language: str) -> str:
    return f"message:{message.pk}:{language}:{RENDERER_VERSION}"


def _state(message: Message) -> State:
    state = (message.revision, message.sender.version)
    original = message.reply_to
    if original is None:
        return state
    return (*state, original.revision, original.sender.version, int(message.room.has_one_history))


def _fragment(details: Details) -> str:
    context = {"message": details.message, "quote": details.quote, "reactions": details.reactions}
    return get_template("chat/_message.html").render(context).strip()
