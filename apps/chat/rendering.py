"""From text to HTML, in one place. Everything a person typed passes through `render`."""

from collections.abc import Sequence

from django.conf import settings
from django.core.cache import cache
from django.template.loader import get_template
from django.utils.html import Urlizer
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.chat.models import Message

RENDERER_VERSION = 1  # raise it when `render` or the template changes what a stored message looks like
KEPT = 24 * 3600  # seconds a rendered fragment stays in the cache

State = tuple[int, int]  # a message's revision and its author's version
Slot = tuple[State, str]


class _Links(Urlizer):
    url_template = '<a href="{href}" rel="nofollow noopener noreferrer">{url}</a>'


def render(body: str) -> SafeString:
    """Escapes `body` and links its addresses (http, https, mailto). Line breaks are kept as they are."""
    return SafeString(_Links()(body, nofollow=True, autoescape=True))


def fragments(messages: Sequence[Message]) -> list[SafeString]:
    """The fragment of each message, the same for every viewer, rendered once and shared.

    Each message needs its `sender` and `room` loaded. A message has one slot in the cache, with the state
    that it shows: the fragment of an edited or deleted message gives way, and no old text is kept.
    """
    slots = {message.pk: _slot(message, get_language() or "") for message in messages}
    kept: dict[str, Slot] = cache.get_many(slots.values()) if slots else {}
    states = {slot: state for slot, (state, _) in kept.items()}
    made = {
        slots[message.pk]: (_state(message), _fragment(message))
        for message in messages
        if states.get(slots[message.pk]) != _state(message)
    }
    if made:
        cache.set_many(made, KEPT)
    return [SafeString((made.get(slot) or kept[slot])[1]) for slot in slots.values()]


def forget(message: Message) -> None:
    """Takes what was rendered of the message out of the cache: nobody may ask for it again for long."""
    cache.delete_many([_slot(message, language) for language, _ in settings.LANGUAGES])


def _slot(message: Message, language: str) -> str:
    return f"message:{message.pk}:{language}:{RENDERER_VERSION}"


def _state(message: Message) -> State:
    return message.revision, message.sender.version


def _fragment(message: Message) -> str:
    return get_template("chat/_message.html").render({"message": message}).strip()
