"""Which Markdown: what people type in a chat, and nothing that surprises who has never heard of it."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote
from markdown_it.rules_inline import StateInline

from apps.chat.markup import budget, emoji, links, mentions

DEEPEST = 16  # of quotes and lists in each other, two levels for each list

# No raw HTML, pictures, definitions that vanish, lines that turn the one above into a heading; indented text
# is indented text, and &amp; is five letters.
WITHOUT = ["html_block", "html_inline", "image", "reference", "lheading", "hr", "code", "entity"]


def _line_end(state: StateInline, silent: bool) -> bool:
    """A line's end is one, and the spaces at the beginning of the next line stay."""
    if state.src[state.pos] != "\n":
        return False
    if not silent:
        state.push("softbreak", "br", 0)
    state.pos += 1
    return True


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A space after the mark makes it a quote: ">_<" is a face."""
    place = state.bMarks[start] + state.tShift[start]
    mark = state.src[place : place + 2]
    return mark in {"> ", ">\t", ">\n", ">>", ">"} and blockquote(state, start, end, silent)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST + 2})
    parser.disable(WITHOUT)
    parser.enable("strikethrough")
    parser.inline.ruler.at("newline", _line_end)
    parser.block.ruler.at("blockquote", _quote, {"alt": ["paragraph", "list", "blockquote"]})
    budget.use(parser)
    links.use(parser)
    emoji.use(parser)
    mentions.use(parser)
    return parser


PARSER = _parser()  # what differs from text to text is in `env`: threads share it
