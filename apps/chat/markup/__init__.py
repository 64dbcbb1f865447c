"""What a message's text becomes. The one door: `render`, with the people that `names_in` asks for."""

from apps.chat.markup.mentions import (
    EVERYONE,
    MOST_MENTIONS,
    Called,
    called_in,
    calling,
    names_in,
    shown,
    without,
)
from apps.chat.markup.pipeline import render

__all__ = [
    "EVERYONE",
    "MOST_MENTIONS",
    "Called",
    "called_in",
    "calling",
    "names_in",
    "render",
    "shown",
    "without",
]
