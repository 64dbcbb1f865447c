"""`{% remembered entry %}…{% endremembered %}`: what shows one value and nothing else is drawn once.

A sidebar of 500 rooms is drawn anew when one of them moves; this process still knows the other 499 lines.
"""

from collections.abc import Hashable

from django.template import Context, Library, Node, NodeList
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = Library()
MOST = 20_000  # lines, of some 700 bytes


@register.tag
def remembered(parser: Parser, token: Token) -> "Remembered":
    _, value = token.split_contents()
    nodelist = parser.parse(["endremembered"])
    parser.delete_first_token()
    return Remembered(parser.compile_filter(value), nodelist)


class Remembered(Node):
    """By the value, which has to be hashable, and the language. Nothing else may be shown inside."""

    def __init__(self, value: FilterExpression, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._value = value
        self._drawn: dict[tuple[Hashable, str | None], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = (self._value.resolve(context), get_language())
        drawn = self._drawn.get(key)
        if drawn is None:
            if len(self._drawn) >= MOST:
                self._drawn.clear()
            drawn = self._drawn[key] = self.nodelist.render(context)
        return drawn
