"""The one way from text to HTML."""

import re
from collections.abc import Mapping

from django.utils.html import escape
from django.utils.safestring import SafeString

from apps.chat.markup.budget import ExhaustedError, fresh
from apps.chat.markup.cleaner import CLEANER
from apps.chat.markup.html import HTML
from apps.chat.markup.mentions import Called
from apps.chat.markup.parser import DEEPEST, PARSER

SEEN = re.compile(r"(?:<[^>]*>|\s)*[^<\s]")


def render(body: str, people: Mapping[str, Called] | None = None) -> SafeString:
    """The HTML of `body`: Markdown as people write it in a chat, cleaned by an allow-list at the end.

    `people`: who is called by which name, in the form of `names_in`; any other @name stays text. What
    would take too long, or would show nothing, is shown as it was typed.
    """
    try:
        html = CLEANER.clean(_rendered(body, people or {}))
    except (ExhaustedError, RecursionError):
        return SafeString(escape(body))
    return SafeString(html if SEEN.match(html) else escape(body))


def _rendered(body: str, people: Mapping[str, Called]) -> str:
    env = {"people": people, **fresh()}
    tokens = PARSER.parse(body, env)
    if any(token.level >= DEEPEST for token in tokens):
        raise ExhaustedError  # what lies deeper would be left out
    return str(HTML.render(tokens, PARSER.options, env))
