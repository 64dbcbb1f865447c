"""From text to HTML, in one place. Everything a person typed passes through `render`."""

from collections.abc import Sequence
from typing import cast

from django.core.cache import cache
from django.template.loader import get_template
from django.utils.html import Urlizer
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from apps.chat.models import Message

RENDERER_VERSION = 1  # raise it when `render` or the template changes what a stored message looks like
KEPT = 24 * 3600  # seconds a rendered fragment stays in the cache


class _Links(Urlizer):
    url_template = '<a href="{href}" rel="nofollow noopener noreferrer">{url}</a>'


def render(body: str) -> SafeString:
    """Escapes `body` and links its addresses (http, https, mailto). Line breaks are kept as they are."""
    return cast(SafeString, _Links()(body, nofollow=True, autoescape=True))


def fragments(messages: Sequence[Message]) -> list[SafeString]:
    """The fragment of each message, the same for every viewer, rendered once and shared.

    Each message needs its `sender` and `room` loaded.
    """
    keys = [_key(message) for message in messages]
    found = cache.get_many(keys) if keys else {}
    made = {key: _fragment(m) for key, m in zip(keys, messages, strict=True) if key not in found}
    if made:
        cache.set_many(made, KEPT)
    return [SafeString(found.get(key) or made[key]) for key in keys]


def _key(message: Message) -> str:
    return ":".join(
        [
            "message",
            str(message.pk),
            str(message.revision),
            str(message.sender.version),
            get_language() or "",
            str(RENDERER_VERSION),
        ]
    )


def _fragment(message: Message) -> str:
    return get_template("chat/_message.html").render({"message": message}).strip()
