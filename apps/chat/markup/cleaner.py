"""The last word on what may stand in a message."""

import nh3

from apps.chat.markup.code import CLASSES
from apps.chat.markup.links import SCHEMES

TAGS = frozenset({"p", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span"})
ATTRIBUTES = {
    "*": frozenset(),  # or `title` and `lang` could stand everywhere
    "a": frozenset({"href"}),
    "ol": frozenset({"start"}),
    "span": frozenset({"data-person"}),
}
SPANS = frozenset({"mention", "jumbo", *CLASSES})

# Made once and never changed, so that threads may share it.
CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    allowed_classes={"span": SPANS},
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel="nofollow noopener noreferrer",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)
