"""Colours for code. A few classes, which messages.css knows; no style of its own."""

from itertools import groupby

from django.utils.html import escape
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, String, _TokenType

LONGEST = 6_000  # characters; beyond it code is plain
# Others stay plain. Each is a grammar that may be slow on what it was not made for, so they are named.
LANGUAGES = frozenset(
    [
        *("bash", "c", "console", "cpp", "cs", "css", "diff", "django", "docker", "elixir", "go"),
        *("haskell", "html", "ini", "java", "javascript", "js", "json", "jsx", "kotlin", "lua"),
        *("makefile", "nginx", "perl", "php", "powershell", "py", "python", "r", "rb", "rs", "ruby"),
        *("rust", "scala", "scss", "sh", "shell", "sql", "swift", "toml", "ts", "tsx", "typescript"),
        *("xml", "yaml", "yml", "zsh"),
    ]
)
KINDS = [  # the first that holds a token's type names its class
    (Comment, "code-comment"),
    (Keyword, "code-keyword"),
    (Operator.Word, "code-keyword"),
    (String, "code-string"),
    (Number, "code-number"),
    (Literal, "code-number"),
    (Name.Function, "code-name"),
    (Name.Class, "code-name"),
    (Name.Tag, "code-name"),
    (Name.Decorator, "code-name"),
    (Name.Attribute, "code-attribute"),
    (Name.Builtin, "code-builtin"),
    (Generic.Inserted, "code-inserted"),
    (Generic.Deleted, "code-deleted"),
    (Generic.Heading, "code-keyword"),
    (Generic.Subheading, "code-keyword"),
    (Generic.Prompt, "code-comment"),
]
CLASSES = frozenset(name for _, name in KINDS)


def highlighted(code: str, info: str) -> str:
    """The HTML of `code`; the first word of `info`, which stands after the fence, names its language."""
    lexer = _lexer(info)
    if lexer is None or len(code) > LONGEST:
        return escape(code)
    spans = groupby(lexer.get_tokens(code), key=lambda token: _class(token[0]))
    return "".join(_span(name, "".join(text for _, text in tokens)) for name, tokens in spans).rstrip("\n")


def _lexer(info: str) -> Lexer | None:
    words = info.split()
    language = words[0].lower() if words else ""
    return get_lexer_by_name(language, stripnl=False) if language in LANGUAGES else None


def _class(kind: _TokenType) -> str:
    return next((name for group, name in KINDS if kind in group), "")


def _span(name: str, text: str) -> str:
    return f'<span class="{name}">{escape(text)}</span>' if name and text.strip() else escape(text)
