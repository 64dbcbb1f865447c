"""What a page shows of a room, kept by the rules of static/js/merge.js."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

TAG = re.compile(r"<(ol|li|/ol)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


@dataclass(frozen=True)
class Shown:
    """One message as it stands on the page."""

    id: int
    sequence: int
    revision: int
    nonce: str


@dataclass
class Answer:
    """The part of an answer that concerns the log of messages."""

    room: int
    since: int
    cursor: int
    reload: bool
    older: int  # data-before of the loader of older pages; 0 at the very start
    before: int  # an older page's own data-before; 0 for news
    first: int = 0  # what stood before it is gone for good
    messages: list[Shown] = field(default_factory=list)


def _attributes(text: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in ATTRIBUTE.findall(text)}


def read_answer(html: str) -> Answer | None:
    """None when the answer has nothing for the log."""
    answers = list(_answers(html))
    assert len(answers) < 2, "one log in an answer"
    return answers[0] if answers else None


def _answers(html: str) -> Iterator[Answer]:
    answer = None
    for tag, text in TAG.findall(html):
        has = _attributes(text)
        if tag == "ol" and "data-cursor" in has:
            answer = Answer(
                room=int(has["data-room"]),
                since=int(has.get("data-since") or 0),
                cursor=int(has["data-cursor"]),
                reload="data-reload" in has,
                older=0,
                before=int(has.get("data-before") or 0),
                first=int(has.get("data-first") or 0),
            )
            yield answer
        elif tag == "/ol":
            answer = None
        elif tag == "li" and answer and "older" in has.get("class", "").split():
            answer.older = int(has["data-before"])
        elif tag == "li" and answer and "data-id" in has:
            answer.messages.append(
                Shown(
                    int(has["data-id"]),
                    int(has["data-sequence"]),
                    int(has["data-revision"]),
                    has.get("data-nonce", ""),
                )
            )


class Transcript:
    """A page's log. `again` counts what was delivered although it stood already; `holes` refused answers."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.cursor = 0
        self.start = 0  # nothing below this sequence is shown; 0: from the very start
        self.shown: dict[int, Shown] = {}  # by sequence
        self.seen: dict[int, Shown] = {}  # all that has ever been shown
        self.first = 0  # everything below it is gone
        self.again = 0
        self.holes = 0
        self.reloads = 0

    def load(self, answer: Answer) -> None:
        """A fresh page."""
        self.shown = {message.sequence: message for message in answer.messages}
        self.seen |= self.shown
        self.start = answer.older
        self.cursor = answer.cursor

    def merge(self, answer: Answer) -> None:
        if answer.room != self.room:
            return
        if answer.reload and answer.cursor > self.cursor:
            self.reloads += 1
            self.load(answer)
            return
        if answer.since > self.cursor:
            self.holes += 1
            return
        self._drop_below(answer.first)
        for message in answer.messages:
            self._put(message)
        self.cursor = max(self.cursor, answer.cursor)

    def prepend(self, answer: Answer) -> bool:
        """An older page. Returns whether it was taken: one asked before a change may be outdated."""
        if answer.before != self.start or answer.cursor < self.cursor:
            return False
        self.start = answer.older
        for message in answer.messages:
            self._put(message)
        return True

    def _drop_below(self, first: int) -> None:
        self.first = max(self.first, first)
        self.shown = {sequence: one for sequence, one in self.shown.items() if sequence >= self.first}
        if self.start <= self.first:
            self.start = 0

    def _put(self, message: Shown) -> None:
        if message.sequence < self.first:
            return
        standing = self.shown.get(message.sequence)
        if standing and standing.id != message.id:
            raise AssertionError(f"two messages at {message.sequence}: {standing} {message}")
        if standing and standing.revision >= message.revision:
            self.again += standing.revision == message.revision
        elif message.sequence >= self.start:
            self.shown[message.sequence] = self.seen[message.sequence] = message

    @property
    def has_more_above(self) -> bool:
        """Whether something above has never been shown yet."""
        return self.start > 0 and self.start - 1 not in self.seen

    @property
    def ids(self) -> list[int]:
        """All that has been shown, in its order."""
        return [self.seen[sequence].id for sequence in sorted(self.seen)]
