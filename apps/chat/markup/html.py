"""Tokens to HTML. No line ends of its own: `white-space: pre-wrap` would show them."""

from collections.abc import Sequence

from django.utils.html import escape
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from apps.chat.markup.budget import spend
from apps.chat.markup.code import highlighted
from apps.chat.markup.emoji import is_emoji_alone


class _Html(RendererHTML):
    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        if not _is_one_paragraph(tokens):
            return str(super().render(tokens, options, env))
        text = str(self.renderInline(tokens[1].children or [], options, env))
        return f'<span class="jumbo">{text}</span>' if is_emoji_alone(text) else text

    def renderToken(  # noqa: N802 (the library's name)
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        token = tokens[idx]
        if token.hidden:
            return ""
        return f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}{self.renderAttrs(token)}>"

    def softbreak(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "\n"

    hardbreak = softbreak

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<p><strong>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</strong></p>"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        code, info = tokens[idx].content.rstrip(), tokens[idx].info
        text = highlighted(code, info) if info and spend(env, "blocks") else escape(code)
        return f"<pre><code>{text}</code></pre>"

    def mention(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        return f'<span class="mention" data-person="{token.meta["person"]}">{escape(token.content)}</span>'


def _is_one_paragraph(tokens: Sequence[Token]) -> bool:
    return len(tokens) == 3 and tokens[0].type == "paragraph_open"


HTML = _Html()
