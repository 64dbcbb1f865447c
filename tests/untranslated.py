"""What would be shown in English to somebody who reads another language: `python -m tests.untranslated`.

The strings are taken from templates and Python without xgettext, which a fresh machine may lack.
"""

import ast
import gettext
import html.parser
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2, "ngettext_lazy": 2}
IN_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
CALL = re.compile(r"\b_?[a-z]*gettext\((?:[^()]|\([^()]*\))*\)|\b_\(.*?\)")
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
COMMENTED = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)
CLASS = re.compile(r"{% block body_class %}.*?{% endblock[^%]*%}", re.DOTALL)
WORDS = re.compile(r"(?<![\w@])[^\W\d_]{2,}")  # not a name that is called: @everyone
SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title"}
SILENT = {"style", "script", "code"}  # code is typed in the same way in every language
SAME_EVERYWHERE = {"Messager", "UTC"}  # names


@dataclass(frozen=True)
class String:
    """As the catalogue names it."""

    context: str | None
    singular: str
    plural: str | None = None

    @property
    def key(self) -> str:
        return f"{self.context}\x04{self.singular}" if self.context else self.singular


def strings() -> set[String]:
    """All that the product says."""
    found = set()
    for path in [*ROOT.glob("apps/**/*.py"), *ROOT.glob("config/**/*.py")]:
        if "tests" not in path.parts:
            found |= set(_in_python(path.read_text()))
    for path in templates():
        found |= set(_in_python(_as_python(path.read_text())))
    return found


def templates() -> list[Path]:
    return [path for path in sorted((ROOT / "templates").rglob("*")) if path.suffix in {".html", ".txt"}]


def _as_python(template: str) -> str:
    """The calls of gettext that stand for the template's tags."""
    return "\n".join(
        re.findall(r"\b_?[a-z]*gettext\((?:[^()]|\([^()]*\))*\)|\b_\(.*?\)", templatize(template))
    )


def _in_python(text: str) -> Iterator[String]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            given = [
                one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            if node.func.id in CALLS and given:
                yield String(None, given[0], given[1] if CALLS[node.func.id] == 2 else None)
            elif node.func.id in IN_CONTEXT and given:
                yield String(given[0], given[1], given[2] if node.func.id.startswith("n") else None)


def missing(catalogue: Path) -> list[str]:
    """What the compiled catalogue does not have, and what its source has not in the compiled one."""
    with catalogue.with_suffix(".mo").open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog
    return sorted(one.key for one in strings() if not (known.get(one.key) or known.get((one.key, 0))))


def source_of(catalogue: Path) -> dict[str | tuple[str, int], str]:
    """The .po file as the compiled one would have it; fuzzy entries left out."""
    found: dict[str | tuple[str, int], str] = {}
    for block in catalogue.read_text().split("\n\n"):
        if "#, fuzzy" not in block:
            found |= _entry(block)
    return found


def _entry(block: str) -> dict[str | tuple[str, int], str]:
    fields: dict[str, str] = {}
    for line in block.splitlines():
        if line and not line.startswith("#"):
            name, quoted = ("", line) if line.startswith('"') else line.split(" ", 1)
            current = name or current  # noqa: F821 (a text goes on below its name)
            fields[current] = fields.get(current, "") + ast.literal_eval(quoted)
    key = String(fields.get("msgctxt"), fields.get("msgid", "")).key
    if "msgid_plural" in fields:
        return {(key, at): fields[f"msgstr[{at}]"] for at in (0, 1)}
    return {key: fields.get("msgstr", "")}


# --- words that no gettext sees -----------------------------------------------------------------------


class _Words(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in SILENT
        self.found += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def plain_words(template: str) -> list[str]:
    """Text of a template that stands outside of every translating tag."""
    for pattern in (COMMENTED, TRANSLATED, CLASS, TAGS):
        template = pattern.sub(" ", template)
    parser = _Words()
    parser.feed(template)
    return [
        text.strip()
        for text in parser.found
        if any(word not in SAME_EVERYWHERE for word in WORDS.findall(text))
    ]


def main() -> int:
    lines = [f"{path.parts[-3]}: {one}" for path in CATALOGUES for one in missing(path)]
    lines += [
        f"{path.relative_to(ROOT)}: {text}" for path in templates() for text in plain_words(path.read_text())
    ]
    print("\n".join(lines) or "Everything is translated.")
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main())
