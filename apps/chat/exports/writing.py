"""The files of an export, written bit by bit: what is for programs and what is for people, side by side."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string

from apps.chat.exports.content import FORMAT, Values

PROFILE, MESSAGES, PAGE, STYLE = "profile.json", "messages.json", "index.html", "export.css"
FILES = (PROFILE, MESSAGES, PAGE, STYLE)
STYLES = Path(__file__).with_name(STYLE)


class Files:
    """Open for appending, cut to the lengths that are known to be right."""

    def __init__(self, workshop: Path, lengths: dict[str, int]) -> None:
        self._files = {name: _open(workshop / name, lengths.get(name, 0)) for name in FILES}

    def lengths(self) -> dict[str, int]:
        """What is on the disk so far, when this has returned."""
        for file in self._files.values():
            file.flush()
        return {name: file.tell() for name, file in self._files.items()}

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def write(self, name: str, text: str) -> None:
        self._files[name].write(text.encode())

    def begin(self, made_at: str, profile: Values, lists: Mapping[str, Iterable[Values]]) -> None:
        """Profile and lists, whole; the messages' beginning."""
        self.write(STYLE, STYLES.read_text())
        self.write(
            PAGE,
            render_to_string("chat/export/head.html", {"profile": profile, "made_at": _for_people(made_at)}),
        )
        self.write(PROFILE, f'{{"format": {FORMAT}, "made_at": {_json(made_at)}, "profile": {_json(profile)}')
        for name, rows in lists.items():
            self._list(name, rows)
        self.write(PROFILE, "}\n")
        self.write(MESSAGES, f'{{"format": {FORMAT}, "made_at": {_json(made_at)}, "conversations": [')
        self.write(PAGE, '<section class="conversations">\n')

    def _list(self, name: str, rows: Iterable[Values]) -> None:
        self.write(PROFILE, f', "{name}": [')
        self.write(PAGE, render_to_string("chat/export/list_head.html", {"list": name}))
        is_first = True
        for row in rows:
            self.write(PROFILE, ("\n" if is_first else ",\n") + _json(row))
            self.write(PAGE, render_to_string("chat/export/row.html", {"list": name, "row": row}))
            is_first = False
        self.write(PROFILE, "]")
        self.write(PAGE, render_to_string("chat/export/list_foot.html", {"is_empty": is_first}))

    def begin_conversation(self, conversation: Values, *, is_first: bool) -> None:
        comma = "\n" if is_first else ",\n"
        head = _json(conversation).removesuffix("}")
        self.write(MESSAGES, f'{comma}{head}, "messages": [')
        self.write(PAGE, render_to_string("chat/export/conversation.html", {"conversation": conversation}))

    def add(self, messages: Iterable[Values], *, is_first: bool) -> None:
        for message in messages:
            self.write(MESSAGES, ("\n" if is_first else ",\n") + _json(message))
            self.write(PAGE, render_to_string("chat/export/message.html", {"message": message}))
            is_first = False

    def end_conversation(self) -> None:
        self.write(MESSAGES, "]}")
        self.write(PAGE, "</ol></details>\n")

    def end(self) -> None:
        self.write(MESSAGES, "]}\n")
        self.write(PAGE, "</section></main></body></html>\n")


def _open(path: Path, length: int) -> IO[bytes]:
    file = path.open("ab")
    file.truncate(length)
    file.seek(length)
    return file


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _for_people(moment: str) -> str:
    """Without seconds and zone."""
    return moment[:16].replace("T", " ")
